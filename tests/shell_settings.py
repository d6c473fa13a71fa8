"""Settings of the ways to sign in without a password. Each secret holds the canary: where it sings, one was told."""

from __future__ import annotations

import json

CANARY = "canary-bird"
KEY = json.dumps(
    {
        "type": "service_account",
        "client_email": "robot@acme.iam.example",
        "private_key_id": "7",
        "private_key": f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n",
    }
)
RIGHT = {
    "address": "notes@acme.example",
    "imap_url": "imaps://notes%40acme.example@mail.acme.example/INBOX",
    "smtp_url": "smtps://notes%40acme.example@mail.acme.example",
    "allowed_domains": "acme.example",
    "trusted_authserv_id": "mail.acme.example",
    "secret": f"{CANARY}-hidden-three-hidden-three",
}
GOOGLE = {
    "sign_in": "google",
    "oauth_client_id": "7.apps.acme.example",
    "oauth_client_secret": f"{CANARY}-client",
    "oauth_refresh_token": f"{CANARY}-refresh",
}
MICROSOFT = {
    "sign_in": "microsoft",
    "oauth_tenant": "11111111-2222-3333-4444-555555555555",
    "oauth_client_id": "app",
    "oauth_client_secret": f"{CANARY}-client",
}
