"""Sends a newsletter to its readers by SMTP, and a report about that through the program sendmail."""
import os
import smtplib
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

SENDMAIL = "/usr/sbin/sendmail"
SENDER = "news@example.org"
WELCOME = """
From: news@example.org
Subject: Welcome

You will hear from us each month.
"""


def send_all(readers, subject, text, password):
    message = MIMEMultipart()
    message["From"] = SENDER
    message["Subject"] = subject
    message["Bcc"] = "archive@example.org"
    message.attach("Dear reader,\n\n" + text)
    server = smtplib.SMTP("smtp.example.org", 587)
    server.login(SENDER, password)
    for reader in readers:
        message["To"] = reader
        server.sendmail(SENDER, [reader, "archive@example.org"], message.as_string())
    server.quit()
    server.sendmail(SENDER, SENDER, "Subject: done\n%d letters – all sent" % len(readers))


def welcome(readers):
    server = smtplib.SMTP("smtp.example.org", 465)
    server.sendmail(SENDER, ", ".join(readers), WELCOME)
    server.quit()


def announce(readers, text):
    letter = MIMEText(text)
    letter["Content-Type"] = "text/html"
    letter["To"] = [reader.lower() for reader in readers]
    server = smtplib.SMTP()
    server.send_message(letter)


def report(count, person):
    p = os.popen("%s -t" % SENDMAIL, "w")
    p.write("To: news@example.org\n")
    p.write("Subject: newsletter\n")
    p.write("It has gone out\n")
    status = p.close()
    if status != 0:
        print("sendmail exit status", status)
    p = os.popen("%s -i %s" % (SENDMAIL, person), "w")
    p.write("Subject: newsletter\n\n%d letters\n" % count)
    p.close()
