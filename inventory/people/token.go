package people

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// TokenSize is how many random bytes make a token: at 256 bits a plain hash is enough, nobody tries them all.
const TokenSize = 32

// TokenHash is what is kept of a token.
type TokenHash [sha256.Size]byte

// HashToken gives what is kept of a token as it is sent: the text itself, whatever it encodes.
func HashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

// IsZero tells whether no token was set.
func (h TokenHash) IsZero() bool { return h == TokenHash{} }

// Equal compares in constant time.
func (h TokenHash) Equal(o TokenHash) bool { return subtle.ConstantTimeCompare(h[:], o[:]) == 1 }

// String gives the first bytes, enough to tell two in a log and too few to find one.
func (h TokenHash) String() string { return hex.EncodeToString(h[:4]) }
