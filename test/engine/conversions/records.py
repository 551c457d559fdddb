"""Counts words, as scripts of 2003 did, and keeps the counts in several kinds of files."""
import anydbm, cPickle, Queue
import os, struct, sys, tempfile


def pack((name, count)):
    return struct.pack(">10sL", name.encode("ascii"), count)


def compare(a, b):
    return cmp(a[1], b[1])


folder = tempfile.mkdtemp()
path = os.path.join(folder, "words")
out = file(path, "w")
for word in "a", "rose", "is", "a", "rose":
    print >>out, word
print >>out
out.close()
log = open(os.path.join(folder, "log"), "w", 0)
log.write("written at once\n")
print open(log.name).read(),
log.close()

counts = {}
for line in open(path, "rU").readlines():
    word = line.strip()
    if counts.has_key(word) or word:
        counts[word] = counts.get(word, 0) + 1
records = counts.items()
records.sort()
for i in xrange(len(records)):
    word, count = records[i]
    print "%3d %-6s %s" % (i, word, long(count)), len(pack(records[i]))
for word, count in sorted(counts.iteritems()):
    print word,
print
names = counts.keys()
names.sort()
print names, compare(records[0], records[1]), reduce(lambda a, b: a + b, counts.values())
pairs = map(lambda (a, b): (b, a), records)
pairs.sort()
print pairs[0], [n for n in 1, 2], 0755, 10L, 0x1FL

stored = cPickle.dumps(records)
print cPickle.loads(stored) == records
queue = Queue.Queue()
queue.put(unicode(len(records)))
print queue.get(), isinstance(stored, (int, long))
try:
    queue.get_nowait()
except Queue.Empty:
    print "nothing left"
database = anydbm.open(os.path.join(folder, "counts"), "c")
database["rose"] = "2"
print len(database)
database.close()

try:
    os.remove(path + ".none")
except OSError, (number, message):
    print number, message
try:
    records[9]
except IndexError, problem:
    pass
print problem
sys.stdout.flush()
sys.stdout.write(struct.pack(">3s", b"end"))
