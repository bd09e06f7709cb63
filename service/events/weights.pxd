# C types for weights.py, name by name; nothing here changes what is computed.
import cython

cdef unsigned long long BASE, ALL_BITS, MIX, END
cdef int SHIFT, TAG

cdef class Weights:
    cdef unsigned long long[::1] _begins, _codes, _powers, _keys
    cdef unsigned char[::1] _tags
    cdef int[::1] _ends, _steps, _pairs
    cdef unsigned long long _mask
    cdef list _row

    @cython.locals(mixed=cython.ulonglong, at=cython.ulonglong)
    cdef int _put(self, unsigned long long key, int first, int second) except -1

    @cython.locals(
        column=cython.int, text=str, code=cython.ulonglong, power=cython.ulonglong, character=cython.Py_UCS4,
        first=cython.int, second=cython.int, step=cython.int, number=cython.int, key=cython.ulonglong,
        mixed=cython.ulonglong, tag=cython.uchar, at=cython.ulonglong,
    )
    cpdef tuple sum(self, list row)

@cython.locals(key=cython.ulonglong, character=cython.Py_UCS4)
cpdef unsigned long long key_of(str text)
