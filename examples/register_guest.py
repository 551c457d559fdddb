"""Signs a guest up through the form of a web site, by hand as in the old days, and then sends the whole list."""
import http.client
import sys
import urllib.parse
import urllib.request

HOST = "http://www.example.org/"


def register(name, company):
    qs = "First=" + name + "&Company=" + urllib.parse.quote(company)
    connection = http.client.HTTPConnection(HOST, 80)
    connection.putrequest("POST", "/cgi-bin/register")
    connection.putheader("Content-type", "application/x-www-form-urlencoded")
    connection.putheader("Content-length", "%d" % len(qs))
    connection.send(qs.encode())
    answer = connection.getresponse()
    return answer.status == 200


def register_shortly(name):
    form = urllib.parse.urlencode({"First": urllib.parse.quote(name), "Days": ["Monday", "Tuesday"]})
    connection = http.client.HTTPConnection("www.example.org", 443)
    connection.request("POST", "/cgi-bin/register", form)
    return connection.getresponse().read()


def send_list(names):
    answer = urllib.request.urlopen(HOST + "?names=" + ",".join(names), "all=" + str(len(names)))
    if answer.getcode() == 404:
        print("no such form")


if __name__ == "__main__":
    for guest in sys.argv[1:]:
        if not register(guest, input("Company of {}: ".format(guest))):
            print(guest, "was refused")
    send_list(sys.argv[1:])
