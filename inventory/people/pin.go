package people

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"example.com/tote/inventory/fault"
)

// The cost of one hash, as OWASP proposes for small memory: 19 MiB, two passes, one lane. It is written into each hash, so
// that raising it later leaves the old ones readable.
const (
	pinMemory = 19 * 1024 // KiB
	pinTime   = 2
	pinLanes  = 1
	pinKey    = 32
	SaltSize  = 16
)

// Bounds of hashing: two at once take 38 MiB and two cores, and a shift of 60 that signs in within a minute waits less
// than a second. More than that waiting is no shift.
const (
	pinsAtOnce   = 2
	pinsInQueue  = 64
	MinPIN       = 4
	MaxPIN       = 12
	pinHashParts = 6

	leastMemory = 8 // KiB; argon2 works with no less
)

// PINHash is a PIN as it is kept: "$argon2id$v=19$m=19456,t=2,p=1$salt$key". Empty: no PIN was set, so nobody can sign in.
type PINHash string

// String hides the hash, so that no log line carries one.
func (h PINHash) String() string { return "(pin)" }

// GoString hides the hash from %#v too.
func (h PINHash) GoString() string { return "(pin)" }

// PINs hashes and compares PINs, few at once. Make it with NewPINs, once a program.
type PINs struct {
	memory, time uint32
	slots        chan struct{}
	waiting      atomic.Int64
}

// NewPINs gives a hasher with all of its slots free.
func NewPINs() *PINs {
	return &PINs{memory: pinMemory, time: pinTime, slots: make(chan struct{}, pinsAtOnce)}
}

// NewQuickPINs gives a hasher whose hashes protect nothing: the least cost there is, for tests that sign hundreds in and
// would do little else. Its hashes say what they cost, so that they and those of NewPINs are read by either.
func NewQuickPINs() *PINs {
	p := NewPINs()
	p.memory, p.time = leastMemory, 1
	return p
}

// CheckPIN refuses what is no PIN or one that is tried first: all digits alike, or a straight run. Error: pin.malformed,
// pin.weak.
func CheckPIN(pin string) error {
	notDigit := func(r rune) bool { return r < '0' || r > '9' }
	if len(pin) < MinPIN || len(pin) > MaxPIN || strings.ContainsFunc(pin, notDigit) {
		return fault.Invalid("pin.malformed", "a PIN has %d to %d digits", MinPIN, MaxPIN)
	}
	alike, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		step := int(pin[i]) - int(pin[i-1])
		alike, up, down = alike && step == 0, up && step == 1, down && step == -1
	}
	if alike || up || down {
		return fault.Invalid("pin.weak", "this PIN would be guessed first: take one whose digits are neither alike nor in a row")
	}
	return nil
}

// Hash gives what to keep of a new PIN; salt is SaltSize random bytes. Errors: those of CheckPIN, pin.salt, pin.busy,
// pin.cancelled.
func (p *PINs) Hash(ctx context.Context, pin string, salt []byte) (PINHash, error) {
	if err := CheckPIN(pin); err != nil {
		return "", err
	}
	if len(salt) != SaltSize {
		return "", fault.Internal("pin.salt", "a salt has %d bytes, not %d", SaltSize, len(salt))
	}
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	key := argon2.IDKey([]byte(pin), salt, p.time, p.memory, pinLanes, pinKey)
	b64 := base64.RawStdEncoding.EncodeToString
	return PINHash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, pinLanes, b64(salt), b64(key))), nil
}

// Matches compares a PIN with a hash in the same time whether it fits or not. With an empty hash it works as long and
// answers no, so that its time does not tell who works here. Errors: pin.hash, pin.busy, pin.cancelled.
func (p *PINs) Matches(ctx context.Context, pin string, h PINHash) (bool, error) {
	c := pinCost{memory: p.memory, time: p.time, lanes: pinLanes, salt: make([]byte, SaltSize), key: make([]byte, pinKey)}
	if h != "" {
		var err error
		if c, err = h.parse(); err != nil {
			return false, err
		}
	}
	if len(pin) > MaxPIN {
		pin = "" // nobody has it; long input is not worth hashing
	}
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	got := argon2.IDKey([]byte(pin), c.salt, c.time, c.memory, c.lanes, uint32(len(c.key)))
	return subtle.ConstantTimeCompare(got, c.key) == 1 && h != "", nil
}

func (p *PINs) enter(ctx context.Context) error {
	if p.waiting.Add(1) > pinsInQueue {
		p.waiting.Add(-1)
		return fault.Limited("pin.busy", "too many people sign in at this moment: try again in a few seconds")
	}
	defer p.waiting.Add(-1)
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.Unavailable("pin.cancelled", "the sign-in was given up before its turn: try again").Because(ctx.Err())
	}
}

func (p *PINs) leave() { <-p.slots }

// pinCost is a hash taken apart.
type pinCost struct {
	memory, time uint32
	lanes        uint8
	salt, key    []byte
}

// parse reads a stored hash. Its cost is bounded, so that a broken record cannot take the machine's memory.
func (h PINHash) parse() (pinCost, error) {
	var c pinCost
	bad := fault.Internal("pin.hash", "a stored PIN hash cannot be read: set a new PIN")
	parts := strings.Split(string(h), "$")
	if len(parts) != pinHashParts || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, bad
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.lanes); err != nil {
		return c, bad
	}
	var err1, err2 error
	c.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	c.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	const most = 8 // times today's cost
	if err1 != nil || err2 != nil || len(c.salt) != SaltSize || len(c.key) != pinKey ||
		c.memory < leastMemory || c.memory > most*pinMemory || c.time < 1 || c.time > most*pinTime || c.lanes < 1 || c.lanes > most {
		return c, bad
	}
	return c, nil
}
