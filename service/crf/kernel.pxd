# C types for kernel.py, name by name; nothing here changes what is computed.
import cython

cdef int BEFORE, AFTER, UNSEEN, EMPTY, WORD_ID, CLASS_ID, ABOUT, SHAPED_CHARACTERS, LONGEST_SHAPE, LONGEST_TOLD
cdef long long WORDS, CLASSES, AROUND, UP_TO, WORD_CLASS, CLASS_WORD, FOLD, MIX, LAST_ROW, LEAST
cdef int ROW_BITS
cdef str MARK, ENDS, INNER
cdef int PLANES
cdef unsigned long long FOUR_BYTES
cdef unsigned long long FIRST, SECOND, THIRD, MIX_ONCE, MIX_TWICE, ALL_BITS, BASIS, PRIME

cdef class Scan:
    cdef readonly list words, lowers, starts, ends, marks, digits
    cdef readonly dict index
    cdef str _text
    cdef Py_ssize_t _size
    cdef object _match, _joint

    @cython.locals(at=cython.Py_ssize_t, character=cython.Py_UCS4)
    cdef int _read(self) except -1

    @cython.locals(text=str, size=cython.Py_ssize_t, at=cython.Py_ssize_t, small=cython.bint)
    cdef Py_ssize_t _word(self, Py_ssize_t start) except -1

    @cython.locals(character=cython.Py_UCS4)
    cdef bint _goes_on(self, Py_ssize_t at) except -1

    @cython.locals(last=cython.Py_ssize_t, word=str, before=str, first=cython.Py_ssize_t)
    cdef Py_ssize_t _end(self, Py_ssize_t start) except -1

    cdef str _next(self, Py_ssize_t at)

    @cython.locals(lower=str, places=list)
    cdef int _take_back(self) except -1

    @cython.locals(word=str, lower=str, places=list)
    cdef Py_ssize_t _add(self, Py_ssize_t start, Py_ssize_t end, bint small) except -1

cdef inline bint is_inner(Py_UCS4 character) noexcept

@cython.locals(
    sums=cython.ulonglong[::1], table=cython.ulonglong[::1], number=cython.Py_ssize_t, word=str, character=cython.Py_UCS4,
    crc=cython.ulonglong, byte=cython.uchar,
)
cpdef unsigned long long[::1] checksums(list words)

@cython.locals(
    planes=cython.ulonglong[::1], seen=cython.ulonglong[::1], room=cython.ulonglong, at=cython.ulonglong, i=cython.Py_ssize_t,
    plane=cython.int, count=cython.ulonglong, zeros=cython.ulonglong,
    first=cython.ulonglong, second=cython.ulonglong, third=cython.ulonglong, mixed=cython.ulonglong, carry=cython.ulonglong,
)
cpdef unsigned long long simhash(unsigned long long[::1] numbers) except? 0

@cython.locals(greater=cython.ulonglong, equal=cython.ulonglong, bits=cython.ulonglong, plane=cython.int)
cdef unsigned long long _more_than(unsigned long long[::1] planes, unsigned long long limit) except? 0

@cython.locals(told=str, last=str, kind=str)
cpdef str shape(str word)

@cython.locals(told=list, tag=str, end=cython.int)
cpdef list features(str word, str lower, str form, tuple tags)

@cython.locals(tag=str)
cpdef str word_class(str form, tuple tags)

@cython.locals(key=cython.ulonglong, i=cython.Py_ssize_t)
cdef unsigned long long feature_key(Py_UCS4 kind, str text, Py_ssize_t start, Py_ssize_t end) noexcept

cpdef inline long long joint_key(long long kind, long long first, long long second, long long third) noexcept

@cython.locals(label=cython.int)
cdef inline void add_row(int[::1] sums, int at, short[::1] scores, int row, int size) noexcept

cdef class Decoder:
    cdef readonly int size, room
    cdef dict _lexicon, _words, _classes
    cdef short[::1] _rows, _joint_rows
    cdef int[::1] _bias, _told
    cdef int[::1] _line, _emitted, _back, _live, _lives
    cdef long long[::1] _transitions, _start, _slots, _path, _rest, _leads, _types, _kept, _opens, _goes_on, _runs, _wins
    cdef long long _mask, _within, _fetched, _closes
    cdef unsigned long long[::1] _features
    cdef unsigned long long _within_features
    cdef int _used, _lasting, _capacity, _scratch, _width

    @cython.locals(first=cython.int, end=cython.int, labels=list)
    cpdef list tag(self, list words, list ends, int usual)

    @cython.locals(first=cython.int, end=cython.int, labels=list, found=list)
    cpdef list find(self, list words, list ends, int usual)

    cdef bint _best(self, list words, list labels, int first, int end, int usual) except -1

    @cython.locals(at=cython.longlong)
    cdef int _put(self, long long key, int row) except -1

    @cython.locals(at=cython.longlong)
    cdef inline int _get(self, long long[::1] slots, long long key) noexcept

    cdef inline long long _home(self, long long key) noexcept

    @cython.locals(more=cython.int)
    cdef int _grow(self, int capacity) except -1

    @cython.locals(room=cython.longlong, at=cython.Py_ssize_t, to=cython.Py_ssize_t, key=cython.longlong, wide=cython.longlong[::1])
    cdef long long[::1] _spread(self, long long[::1] narrow)

    @cython.locals(at=cython.longlong)
    cdef inline Py_ssize_t _slot(self, long long[::1] types, long long key) noexcept

    @cython.locals(key=cython.longlong, at=cython.Py_ssize_t)
    cdef int _number(self, long long[::1] types, str word) except -1

    cdef int _forget(self, int coming) except -1

    @cython.locals(number=cython.int, at=cython.int, label=cython.int, lower=str, form=str, tags=tuple, tag=str, end=cython.Py_ssize_t,
                   length=str, word_id=cython.int)
    cdef int _add(self, str word) except -1

    @cython.locals(at=cython.int, i=cython.int)
    cdef int _begin(self, int word_id, int class_id) except -1

    @cython.locals(row=cython.int, size=cython.int)
    cdef int _tell(self, int at, Py_UCS4 kind, str text, Py_ssize_t start, Py_ssize_t end) except -1

    @cython.locals(at=cython.ulonglong)
    cdef int _row(self, unsigned long long key) noexcept

    @cython.locals(at=cython.ulonglong)
    cdef int _enter(self, unsigned long long key, int row) except -1


    @cython.locals(
        size=cython.int, width=cython.int, length=cython.int, i=cython.int, at=cython.int, label=cython.int,
        far=cython.int, left=cython.int, here=cython.int, right=cython.int, beyond=cython.int, within=cython.longlong,
        ahead=cython.int, fetched=cython.longlong, line=cython.int[::1], emitted=cython.int[::1], told=cython.int[::1], word=str,
        types=cython.longlong[::1], slots=cython.longlong[::1],
    )
    cdef int _emit(self, list words, int first, int end) except -1

    @cython.locals(left=cython.longlong, right=cython.longlong, before=cython.longlong, here=cython.longlong)
    cdef void _fetch(self, long long[::1] slots, int[::1] told, int[::1] line, int i) noexcept

    @cython.locals(left=cython.longlong, right=cython.longlong, far=cython.longlong,
                   before=cython.longlong, here=cython.longlong, after=cython.longlong)
    cdef void _join(self, long long[::1] slots, int[::1] told, int[::1] line, int i, int length) noexcept

    cdef inline void _sum_pair(self, int i, int length, int row) noexcept

    cdef inline void _sum(self, int i, int row) noexcept

    @cython.locals(size=cython.int, label=cython.int, other=cython.int, transitions=cython.longlong[::1], stays=cython.longlong,
                   inner=cython.longlong, before=cython.longlong, after=cython.longlong, won=cython.longlong)
    cdef int _measure(self, int usual) except -1

    @cython.locals(size=cython.int, total=cython.int, i=cython.int, at=cython.int, count=cython.int, label=cython.int,
                   least=cython.longlong, emitted=cython.int[::1], runs=cython.longlong[::1])
    cdef int _thin(self, int length, int usual) except -1

    @cython.locals(size=cython.int, i=cython.int, at=cython.int, label=cython.int, emitted=cython.int[::1], runs=cython.longlong[::1],
                   wins=cython.longlong[::1], won=cython.longlong, opened=cython.longlong, inner=cython.longlong, more=cython.longlong)
    cdef int _weigh(self, int length, int usual) except -1

    @cython.locals(size=cython.int, i=cython.int, at=cython.int, k=cython.int, m=cython.int, label=cython.int,
                   previous=cython.int, how=cython.int, best=cython.longlong, score=cython.longlong,
                   path=cython.longlong[::1], transitions=cython.longlong[::1], live=cython.int[::1])
    cdef int _forward(self, int length) except -1

    @cython.locals(size=cython.int, at=cython.int, chosen=cython.int, k=cython.int, label=cython.int, i=cython.int)
    cdef int _choose(self, list labels, int first, int end) except -1

    @cython.locals(size=cython.int, i=cython.int, at=cython.int, after=cython.int, k=cython.int, m=cython.int,
                   label=cython.int, following=cython.int, best=cython.longlong, score=cython.longlong,
                   rest=cython.longlong[::1], transitions=cython.longlong[::1], live=cython.int[::1])
    cdef int _backward(self, int length) except -1

    @cython.locals(size=cython.int, i=cython.int, at=cython.int, chosen=cython.int, k=cython.int, label=cython.int,
                   best=cython.longlong, score=cython.longlong, margin=cython.longlong)
    cdef int _compare(self, list found, list labels, int first, int end, int usual) except -1
