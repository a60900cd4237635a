"""How mail systems say that a mail did not arrive, in the languages they say it in; patterns only."""

import re

_FLAGS = re.IGNORECASE

# Subjects that a program writes; a person who answers such a mail keeps them behind a "Re:", which is no match.
SUBJECT = re.compile(
    r"^\W{0,3}(?:\[[^\]]{1,40}\]\s*)?(?:"
    r"undeliver(?:able|ed)|(?:mail |message )?delivery (?:has )?(?:failed|failure|problem|error|delayed|report)"
    r"|(?:mail |message )?delivery status|delivery notification|failure notice|returned mail|mail delivery"
    r"|failed mail|message delivery|warning: (?:message|could not send)|non-?delivery|ndr:|mail could not be delivered"
    r"|mail system error|there was an error sending|undelivered|delayed mail|your message .{0,60}could not be delivered"
    r"|mdaemon (?:warning|notification)|mail status report|email not delivered|couldn't be delivered|nondeliverable"
    r"|unzustellbar|nicht zustellbar|zustell(?:ung|fehler|bericht)|unzustellbare|mail nicht zugestellt"
    r"|mancat[ao] (?:consegna|recapito)|messaggio non recapit|impossibile recapitare|errore di (?:consegna|recapito)"
    r"|recapito non riuscito|consegna (?:ritardata|non riuscita)|notifica (?:dello )?stato (?:del )?recapito"
    r"|(?:message |courrier )?non (?:remis|distribu|délivr)|échec de (?:la )?(?:remise|distribution|livraison)"
    r"|remise (?:différée|retardée|impossible)|avis de non|retour de courrier"
    r"|no (?:se )?(?:ha )?(?:entregado|podido entregar)|mensaje no entregado|error (?:en la|de) entrega|devuelto:"
    r"|correo (?:no entregado|devuelto)|entrega (?:fallida|retrasada|demorada)|no entregable|fallo (?:en|de) la entrega"
    r"|メールエラー|配信(?:エラー|不能)|送信(?:エラー|失敗)|エラーメール"
    r")",
    _FLAGS,
)

# What their text says. Looked for in the first part of the text only.
TEXT = re.compile(
    r"(?:could|can) ?n[o']t (?:be )?deliver|was(?:n['’]t| not)? (?:un)?able to (?:be )?deliver|unable to deliver"
    r"|(?:was|were|been) (?:not|un)(?: able to be)? ?(?:deliver|dispatch)|undeliver"
    r"|(?:not|never) (?:yet )?been delivered"
    r"|delivery (?:has |to .{1,80} |of .{1,60} )?(?:failed|failure|incomplete|not possible|problem)|failed to deliver"
    r"|(?:permanent|fatal|transient)(?: fatal| delivery)? (?:error|failure)|failed recipient"
    r"|returned (?:mail|to sender)|errors? (?:has occurred while attempting|while delivering|during delivery)"
    r"|was not delivered"
    r"|transcript of session|trouble delivering|recipient(?:s)? (?:address )?(?:rejected|unknown)|user unknown"
    r"|unknown user|no such user|mailbox (?:is )?(?:full|unavailable)|did(?:n['’]t| not) reach|has been delayed"
    r"|failure reason|delivery attempt|message (?:could|was|is) (?:not|being)|did not (?:exactly )?match an"
    r"|nicht (?:an .{1,80})?zugestellt|unzustellbar|zustell(?:fehler|ung .{0,60}(?:fehl|verz))"
    r"|konnte .{1,200} nicht .{0,80}(?:zugestellt|übermittelt|ausgeliefert)|nachrichtenzustellung"
    r"|non (?:è stat[oa]|ha potuto essere|può essere|sono riuscito a) .{0,40}(?:consegn|recapit)|impossibile recapitare"
    r"|non (?:recapit|consegn)|mancata consegna|recapito non riuscito"
    r"|n['’]a (?:pas )?(?:encore )?(?:pu être|été) .{0,30}(?:remis|distribu|délivr|livr|transmis)|non remis"
    r"|échec de (?:la )?(?:remise|distribution)|impossible de (?:remettre|distribuer|livrer)"
    r"|no (?:se )?(?:ha|pudo|puede|fue|han) .{0,40}entreg|no entregad|imposible entregar|error al entregar"
    r"|送信できませ|配信できませ|送信に失敗|届けできませ|一杯のため",
    _FLAGS | re.DOTALL,
)

DELAYED = re.compile(
    r"not yet been delivered|delayed|warning(?: message)? only|will be retried|still (?:being )?retry"
    r"|temporary (?:failure|error)"
    r"|nur eine warnung|verzögert|bisher nicht|noch nicht zugestellt|ritard|différée|retardée|retras|demorad|transient",
    _FLAGS,
)

# No code is given, but the words are those of a failure that may pass: the address itself is not at fault.
PASSING = re.compile(
    r"retry time(?:out)? .{0,20}exceeded|time(?:d )?out|mailbox .{0,12}full|try again"
    r"|hosts? .{0,40}(?:failing|not reachable|not responding|unreachable)"
    r"|over ?quota|quota .{0,12}exceeded|temporar|postfach .{0,12}voll|casella .{0,12}piena"
    r"|boîte .{0,20}pleine|buzón .{0,12}lleno|giving up|too many connections|not .{0,20}collected",
    _FLAGS,
)
# A machine without any other sign says to which address a mail did not get.
NAMED_FAILURE = re.compile(
    r"(?:mail|message)\b.{0,120}(?:not be delivered|failed) to:?\s{0,20}<?[^\s<>@]{1,64}@[^\s<>@]{1,255}",
    _FLAGS | re.DOTALL,
)
NO_REPLY = re.compile(r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply)(?:[+@]|$)", _FLAGS)

# The marketplace tells that a *message* (never a parcel) did not reach the buyer.
MARKETPLACE = re.compile(
    r"unable to (?:deliver|send) (?:the|your) (?:message|e-?mail)"
    r"|message (?:you sent )?(?:could not|was not|cannot) be deliver"
    r"|message .{0,60}(?:could not|couldn['’]t|was not) (?:be )?(?:delivered|sent)|message was not delivered"
    r"|nachricht .{0,120}(?:konnte|wurde|kann) .{0,60}nicht (?:zugestellt|übermittelt|gesendet|weitergeleitet)"
    r"|nachricht .{0,60}nicht zustell|konnten .{0,40}nachricht .{0,80}nicht (?:zustellen|übermitteln|senden)"
    r"|messaggio .{0,80}non (?:è stato|ha potuto|può|siamo) .{0,40}(?:consegn|recapit|invi|inoltr)"
    r"|non (?:è stato possibile|siamo riusciti a|abbiamo potuto) .{0,20}(?:consegn|recapit|invi|inoltr)\w+"
    r" .{0,20}messaggio"
    r"|message .{0,80}n['’]a (?:pas )?pu être (?:remis|transmis|livré|envoyé|distribué)"
    r"|n['’](?:avons|a) pas pu (?:remettre|transmettre|envoyer|livrer|distribuer) .{0,20}message"
    r"|no (?:hemos podido|se ha podido|se pudo|pudimos) (?:entregar|enviar|transmitir) .{0,20}mensaje"
    r"|mensaje .{0,80}no (?:se ha podido|pudo|ha podido)(?: ser)? (?:entreg|envi)"
    r"|bericht .{0,60}(?:kon|kan) niet worden (?:bezorgd|afgeleverd|verzonden)|wiadomości .{0,60}nie (?:udało|można)"
    r"|mensagem .{0,60}não (?:pôde|foi) .{0,20}entreg|meddelande .{0,60}kunde inte levereras"
    r"|(?:buyer|customer) has (?:chosen to opt|opted)[ -]out",
    _FLAGS | re.DOTALL,
)
OPTED_OUT = re.compile(
    r"opt(?:ed)?[ -]out|abgemeldet|abbestellt|keine (?:unaufgeforderten )?nachrichten .{0,40}(?:erhalten|empfangen)"
    r"|widersprochen|(?:scelto|deciso) di non ricevere|disattivat|non ricevere (?:messaggi|comunicazioni)"
    r"|(?:choisi|souhaité|décidé) de ne (?:pas|plus) recevoir|désinscri|désabonn|refus\w* (?:de )?recevoir"
    r"|(?:elegido|optado por|decidido|preferido) no recibir|darse de baja|dado de baja|afgemeld|zrezygnował",
    _FLAGS | re.DOTALL,
)
MARKETPLACE_SENDER = re.compile(
    r"@(?!marketplace\.|members\.|relay\.)(?:[a-z0-9-]+\.)*(?:amazon\.[a-z.]{2,6}|ebay\.[a-z.]{2,6}|walmart\.com)$"
)

DAEMON = re.compile(
    r"^(?:mailer[-_.]?da?emon|mail[-_.]?daemon|mdaemon|mailsystem|mail[-_.]?delivery|maildelivery|mmdf"
    r"|double-bounce|microsoftexchange[0-9a-f]+|.*smtp_mail_service|mail_system|mdadmin|mail-errors?)(?:[+@]|$)",
    _FLAGS,
)
# People may write from these, so they alone say little.
OFFICE = re.compile(r"^(?:postmaster|bounces?)(?:[+@]|$)", _FLAGS)
DAEMON_NAME = re.compile(
    r"mail delivery (?:sub)?system|mailer.daemon|mail administrator|delivery subsystem|system administrator"
    r"|systemadministrator|amministratore (?:di )?sistema|administrateur système|administrador del sistema"
    r"|mail system|postmaster|microsoft outlook$",
    _FLAGS,
)
# Where the copy of the original begins in a text without MIME.
COPY = re.compile(
    r"^[^\n-]{0,12}(?:-{2,}+[^\n]{0,40}?(?:copy of|original message|returned (?:mail|message)|unsent message"
    r"|message header|this is a copy"
    r"|below this line|start of returned|message follows|undelivered message|original-?nachricht"
    r"|messaggio originale|copia del messaggio|message d['’]origine|mensaje original)"
    r"|(?:received|return-path|dkim-signature|message-id):\s)",
    _FLAGS | re.MULTILINE,
)
