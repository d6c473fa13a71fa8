"""What mails are made of, well-formed or not: the vocabulary of `fuzz.mails`, one piece a line where it can be."""

from __future__ import annotations

from builders import A_MEETING, HOST, NOTES_ADDRESS, OTHER, OWNER

LINES = (
    *A_MEETING.splitlines(),
    *("https://acme.example/" + "x" * 300, "a" * 500, "( " * 60, "*" * 90, "=" * 90, "{" * 90),
    *("\x00\x07\x1b[31m", "\ud800", "\t", "-- ", "\u200b", "\ufeff", "\u202eabc"),
    *"""\
Actions
## Entscheidungen
Risiken:
- [ ] @dana: call the bank
TODO Sam: Zelte bestellen bis Freitag
| Who | What | Due |
| --- | --- | --- |
| Dana | send the deck | 31.2.2026 |
|||||
* * *
1.
-
--
[00:01:02] Dana Wolff: I will send it by tomorrow.
Dana Wolff  10:02
00:00:01.000 --> 00:00:02.000
WEBVTT
Ana se encarga del presupuesto antes del viernes.
Wir haben beschlossen, zu warten.
Léa envoie le devis.
ok
A1: done
A1 A3 ok, D2 no
give A1 to
A1 → sam@acme.example
by 32.13.99999
not me, because A9
Sam should take this
Tuesday instead
Priya = priya@acme.example
undo
stop
👍
ça va
gracias
Sent from my phone
________________________________
> > >
>
-----BEGIN PGP SIGNED MESSAGE-----
-----BEGIN PGP MESSAGE-----
begin 644 notes.txt
BEGIN:VCALENDAR
{"segments": [{"speaker": "Dana", "text": "I will send it."}]}
{"segments": [{"speaker": "Dana", "text": "I will send \\ud800 it."}]}
{\\rtf1 \\u55296? Dana will send it.}
""".splitlines(),
)
CHARSETS = (
    *("", "a" * 300),
    *"""\
utf-8
us-ascii
iso-8859-1
iso-8859-15
windows-1252
windows-1251
koi8-r
iso-2022-jp
gb2312
gb18030
big5
shift_jis
euc-kr
ks_c_5601-1987
utf-16
utf-32
utf-7
hz
x-unknown
none
%invalid
X-GBK
punycode
idna
base64
rot13
undefined
unicode_escape
cp65001
""".splitlines(),
)
ENCODINGS = (
    "",
    *"""\
7bit
8bit
binary
base64
quoted-printable
uuencode
x-uuencode
none
gzip
""".splitlines(),
)
KINDS = (
    *"""\
text/plain
text/html
text/plain; format=flowed; delsp=yes
text/markdown
text/vtt
text/calendar
text/calendar; method=REQUEST
text/rtf
text/enriched
text/rfc822-headers
application/octet-stream
application/pdf
application/ms-tnef
application/vnd.ms-outlook
application/json
application/zip
application/vnd.openxmlformats-officedocument.wordprocessingml.document
application/pgp-encrypted
image/png
message/delivery-status
message/rfc822
message/partial; id=x; number=1
message/external-body
multipart/mixed
text
/
;;;
text/plain; charset
application/pkcs7-mime
audio/x-wav
""".splitlines(),
)
CONTAINERS = (
    *"""\
mixed
alternative
related
report
signed
encrypted
digest
parallel
x-odd
""".splitlines(),
)
NAMES = (
    *("", "x" * 400, "\u202etxt.exe"),
    *"""\
notes.txt
notes.md
notes.html
notes.docx
notes.pdf
invite.ics
talk.vtt
talk.srt
talk.json
mail.eml
mail.msg
winmail.dat
notes.pdf.exe
../../etc/passwd
a/b\\c.txt
""".splitlines(),
)
SENDERS = (
    *("", HOST, OWNER, OTHER, NOTES_ADDRESS, f"Dana Wolff <{OWNER}>", f"{HOST}, {OWNER}"),
    *"""\
"Holt, Sam" <sam@acme.example>
=?utf-8?B?RGFuYQ==?= <dana@acme.example>
someone@elsewhere.example
MAILER-DAEMON <>
forwarding-noreply@google.com
noreply@acme.example
<>
undisclosed-recipients:;
(((
a@b@c
"
@acme.example
=?x?Q?=ZZ?= <a@b.example>
""".splitlines(),
)
SUBJECTS = (
    *("", "\u202e\u0000", "x" * 3_000, "=?utf-8?Q?a?= " * 200),
    *"""\
Weekly sync
Fwd: Weekly sync
Re: [7K2Q] Weekly sync
WG: AW: Runde
TR: Re: point
[draft] x
Re:
=?utf-8?Q?x=0D=0ABcc:_a=40b.example?=
=?iso-2022-jp?B?GyRC?=
=?utf-8?B?====?=
=?utf-7?Q?+2AA-?=
=?unicode_escape?Q?=5Cud800?=
(#12345678) Gmail Forwarding
Automatic reply: x
Undeliverable: x
failure notice
""".splitlines(),
)
DATES = (
    "",
    *"""\
Mon, 23 Nov 2026 09:00:00 +0100
Mon, 23 Nov 99999 09:00:00 +0000
1 Jan 0000 00:00:00 -0000
yesterday
Thu, 1 Jan 1970 00:00:00 +9999
23/11/2026
Mon, 32 Nov 2026 25:61:61 +0000
Tue, 31 Dec 9999 23:59:59 -2359
""".splitlines(),
)
EXTRAS = (
    *("\tfolded", " "),
    *"""\
Auto-Submitted: auto-replied
Precedence: list
List-Id: <x.example>
X-Followthrough: recap
Return-Path: <>
Authentication-Results: mail.acme.example; dmarc=pass header.from=acme.example
Authentication-Results: ;(((
X
In-Reply-To: <7K2Q@acme.example>
References: <a@b> <a@b> <me@acme.example>
Reply-To: evil@evil.example
: x
MIME-Version: 1.0
Received: from x by y; now
Thread-Topic: x
Content-Language: de, en
""".splitlines(),
)
OLE, TNEF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x78\x9f\x3e\x22"
MAGIC = (b"", b"%PDF-1.7\n", b"PK\x03\x04", OLE, TNEF, b"{\\rtf1 ", b"\xff\xfe")
BREAKS = (b"\r\n", b"\n", b"\r", b"\n\r", b"\r\r\n")
# Who may be heard.
KNOWN = (HOST, OWNER, OTHER, f"Dana Wolff <{OWNER}>", f'"Holt, Sam" <{OTHER}>')
