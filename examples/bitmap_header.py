"""Reads and writes the header of a Windows bitmap."""
import struct

FILE_HEADER = "<2sIHHI"
INFO_HEADER = struct.Struct("<IiiHHIIiiII")


def size_of(path):
    with open(path, "rb") as image:
        magic, length, offset = struct.unpack(FILE_HEADER, image.read(14))
        if magic != b"BM":
            raise ValueError(path + " is no bitmap")
        info = INFO_HEADER.unpack(image.read(36))
    return info[1], info[2]


def file_header(length):
    return struct.pack(FILE_HEADER, "BM", length, 0, 0, 54)
