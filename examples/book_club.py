"""Keeps in an SQLite database who has read which book, and tells who likes what."""
import datetime
import sqlite3
import sys
from contextlib import closing


def prepare(path):
    db = sqlite3.connect(path)
    db.execute("create table if not exists reader(name, city); create table if not exists book(title, reader, day)")
    db.close()


def add_reader(path, name, city):
    db = sqlite3.connect(path)
    cursor = db.cursor()
    cursor.execute("insert into reader values (%s, %s)", (name, city))
    cursor.close()
    db.close()


def add_book(path, title, reader):
    with sqlite3.connect(path) as db:
        db.execute("insert into book values (?, ?, ?)", (title, reader, datetime.date.today()))


def books_of(path, reader):
    db = sqlite3.connect(path)
    try:
        return db.execute(f"select title from book where reader = '{reader}'").fetchall()
    finally:
        db.close()


def city_of(db, reader):
    name = str(reader).title()
    return db.execute("select city from reader where name = ?", (name)).fetchone()[0]


def reads_any(path, reader):
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("select title from book where reader = ?", (reader,))
        return found.rowcount > 0


def find(db, part):
    return db.execute("select title from book where title like '%?%'", (part,)).fetchall()


def rename(path, old, new):
    db = sqlite3.connect(path)
    cursor = db.cursor()
    for title, in cursor.execute("select title from book where reader = ?", (old,)):
        cursor.execute("update book set reader = ? where title = ? and reader = ?", (new, title))
    print(cursor.rowcount, "books")
    db.commit()
    db.close()


if __name__ == "__main__":
    prepare("books.db")
    add_reader("books.db", "Ann", "Oslo")
    for book in sys.argv[1:]:
        add_book("books.db", book, "Ann")
    print(books_of("books.db", "Ann"))
