"""Writes letters, and prints them where others would send them."""
import StringIO
import rfc822
import smtplib
import string
import sys
import email.MIMEText
from email.MIMEMultipart import MIMEMultipart
from email.MIMEText import MIMEText
from email.Utils import formatdate


class Printer:
    def sendmail(self, sender, receivers, text):
        print "from", sender
        for receiver in receivers: print "to", receiver,
        print
        print >>sys.stdout, string.join(text.splitlines()[-2:], "|")


class MailError(StandardError):
    pass


def send(sender, receivers, lines):
    if not receivers:
        raise MailError, "nobody to send it to"
    message = MIMEText(string.join(lines, "\n"))
    message["Date"] = formatdate(0)
    Printer().sendmail(sender, receivers, message.as_string())


for receivers in [["a@example.org", "b@example.org"], []]:
    try:
        send("me@example.org", receivers, ["one", "two"])
    except (MailError, smtplib.SMTPException), error:
        print >>sys.stdout, "failed:", error

print rfc822.parseaddr("Guido <guido@example.org>")[1], rfc822.formatdate(0)
whole = MIMEMultipart()
whole.attach(email.MIMEText.MIMEText("text"))
print whole.get_content_type(), string.upper("done"), string.join(["a", "b"])
headers = {"To": "x", "Subject": "y"}
names = headers.keys()
names.sort()
for name in names:
    if headers.has_key(name) and name <> "To":
        print `name`, unicode(headers[name])


class Line:
    """What is left of a connection, to be read as one that is encrypted."""

    def __init__(self, data):
        self.data = data

    def read(self, size):
        first, self.data = self.data[:size], self.data[size:]
        return first

    def makefile(self, mode):
        return StringIO.StringIO(self.data)


print len(smtplib.SSLFakeFile(Line("220 ready\r\n")).readline())
