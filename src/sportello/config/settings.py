"""Django's settings. What differs between installations comes from the environment (docs/admin/settings.md)."""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from .environment import data_dir, database, flag, secret, words

BASE_DIR = Path(__file__).resolve().parents[1]
DATA_DIR = data_dir()
DEMO = flag("SPORTELLO_DEMO")
DEBUG = False

SECRET_KEY = secret("SPORTELLO_SECRET_KEY", "secret.key")
ENCRYPTION_KEY = secret("SPORTELLO_ENCRYPTION_KEY", "encryption.key")

SPORTELLO_BASE_URL = os.environ.get("SPORTELLO_BASE_URL") or "http://127.0.0.1:8000"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *words("SPORTELLO_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SPORTELLO_BASE_URL]
SECURE = SPORTELLO_BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "sportello.core",
    "sportello.accounts",
    "sportello.business",
    "sportello.customers",
    "sportello.orders",
    "sportello.channels",
    "sportello.compliance",
    "sportello.knowledge",
    "sportello.replies",
    "sportello.inbox",
    "sportello.portal",
    "sportello.retention",
    "sportello.insights",
    "sportello.desk",
    "sportello.connectors.email",
]

MIDDLEWARE = [
    # Pages shrink to a sixth. Tokens in them are masked anew for each answer, so their length tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "sportello.portal.middleware.OwnDomain",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sportello.accounts.middleware.AgentPreferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sportello.config.urls"
WSGI_APPLICATION = "sportello.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["sportello.core.templatetags.pieces"],
        },
    }
]

# Every connector, in the order in which the registry asks whose an envelope is; a new one is a folder and a line here.
CONNECTORS = [
    "sportello.connectors.amazon",
    "sportello.connectors.walmart",
    "sportello.connectors.ebay",
    "sportello.connectors.shopify",
    "sportello.connectors.aftership",
    "sportello.connectors.form",
    "sportello.connectors.email",
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "postgresql:///sportello")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Agent"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "desk:queue"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "sportello_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_IDLE_SECONDS = 12 * 3600
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("it", _("Italian")), ("de", _("German")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "sportello.core.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SPORTELLO_TIME_ZONE") or "Europe/Rome"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "sportello.core.storage.FingerprintedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

MAILERS = {"default": {"BACKEND": "sportello.connectors.email.notices.NoticeBackend"}}
SPORTELLO_MAIL_URL = os.environ.get("SPORTELLO_MAIL_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("SPORTELLO_MAIL_FROM") or "sportello@localhost"

MAX_MAIL_BYTES = int(os.environ.get("SPORTELLO_MAX_MAIL_MB") or 60) * 1024 * 1024
MAX_ATTACHMENTS_BYTES = 10 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SPORTELLO_LOG_LEVEL") or "WARNING"},
}
