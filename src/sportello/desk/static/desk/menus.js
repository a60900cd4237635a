// Menus close when one clicks elsewhere or presses Escape; dialogs open by data-opens.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  if (event.target.matches("dialog")) event.target.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details[data-menu][open]") ?? document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (location.hash === "#buyer" || location.hash === "#nav") {
    location.hash = location.hash === "#nav" ? "#queue" : "#content";
  }
});

// A toast that tells of a success goes by itself; one that tells of trouble stays.
new MutationObserver(() => {
  for (const toast of document.querySelectorAll("#toasts .message--success:not([data-seen])")) {
    toast.dataset.seen = "";
    setTimeout(() => toast.remove(), 6000);
  }
}).observe(document.body, { childList: true, subtree: true });
