"""Asks a small web server, which it runs itself, in each of the ways that Python 2 had."""
import BaseHTTPServer
import socket, threading, urllib
import httplib, urllib2, urlparse
from urllib import quote, urlencode, urlopen


class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", "%d" % len(body))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(b"got it")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *args):
        pass


server = BaseHTTPServer.HTTPServer(("127.0.0.1", 0), Handler)
host, port = server.server_address
thread = threading.Thread(target=server.serve_forever)
thread.start()

page = "http://127.0.0.1:%d/a/page?count=10L" % port
print urlparse.urlparse(page).path, len(urlopen(page).read()), len(urllib2.urlopen(page).read())
print quote("Guy Steele, Jr."), urllib.quote("a/b c"), urllib.quote_plus("a b"), urlencode({"a": "b c"})

form = urllib.urlencode([("name", "Guy Steele, Jr.")])
connection = httplib.HTTP(host, port)
connection.putrequest("POST", "/form")
connection.putheader("Accept", "*/*")
connection.putheader("Content-Type", "application/x-www-form-urlencoded")
connection.putheader("Content-Length", "%d" % len(form))
connection.endheaders()
connection.send(form)
reply, message, headers = connection.getreply()
if reply <> 200:
    print "failed:", message
print reply, message, len(connection.getfile().read())

server.shutdown()
thread.join()
server.server_close()
try:
    socket.create_connection((host, port), 5)
except socket.error, e:
    print "nobody answers", e.errno > 0
