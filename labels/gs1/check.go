package gs1

import "strings"

// Lengths of the keys with their check digit.
const (
	LenGTIN8  = 8
	LenGTIN12 = 12
	LenGTIN13 = 13
	LenGTIN14 = 14
	LenGLN    = 13
	LenSSCC   = 18
)

// longestKey bounds CheckDigit; the longest GS1 key with a plain check digit is the SSCC, the rest is room for AIs
// like 8017 whose component has the same rule.
const longestKey = 30

// CheckDigit gives the modulo-10 check digit, '0' to '9', that belongs after digits. GTIN, SSCC and GLN share the rule:
// weights 3, 1, 3 ... from the right.
func CheckDigit(digits string) (byte, error) {
	if digits == "" || len(digits) > longestKey {
		return 0, errorf(KindLength, "", -1, "%d digits cannot have a check digit, give 1 to %d", len(digits), longestKey)
	}
	if at := firstNonDigit(digits); at >= 0 {
		return 0, errorf(KindCharset, "", at, "%q is not a digit", digits[at])
	}
	return checkDigit(digits), nil
}

func checkDigit(digits string) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}

// VerifyKey checks that key has exactly length digits and ends with the right check digit.
func VerifyKey(key string, length int) error {
	if len(key) != length {
		return errorf(KindLength, "", -1, "%d characters, want %d digits", len(key), length)
	}
	if at := firstNonDigit(key); at >= 0 {
		return errorf(KindCharset, "", at, "%q is not a digit", key[at])
	}
	if want := checkDigit(key[:length-1]); key[length-1] != want {
		return errorf(KindCheckDigit, "", length-1, "check digit is %c, must be %c: scan or type it again", key[length-1], want)
	}
	return nil
}

// GTIN14 checks a GTIN of 8, 12, 13 or 14 digits and gives its 14-digit form, zeros in front, the one form in which
// GTINs are compared: the same item arrives as UPC from one supplier and as EAN from another.
func GTIN14(gtin string) (string, error) {
	switch len(gtin) {
	case LenGTIN8, LenGTIN12, LenGTIN13, LenGTIN14:
	default:
		return "", errorf(KindLength, "", -1, "%d characters: a GTIN has 8, 12, 13 or 14 digits", len(gtin))
	}
	if err := VerifyKey(gtin, len(gtin)); err != nil {
		return "", err
	}
	return strings.Repeat("0", LenGTIN14-len(gtin)) + gtin, nil
}

// GTINOf gives the GTIN of the form on the retail package: 14-digit forms with leading zeros come back as 8, 12 or 13
// digits where that loses nothing. It is for showing; compare GTIN14.
func GTINOf(gtin14 string) string {
	if len(gtin14) != LenGTIN14 {
		return gtin14
	}
	switch {
	case strings.HasPrefix(gtin14, "000000"):
		return gtin14[6:]
	case gtin14[0] == '0':
		return gtin14[1:]
	}
	return gtin14
}

// SSCCParts are the parts of a serial shipping container code.
type SSCCParts struct {
	Extension byte   // '0' to '9', chosen by whoever numbers
	Prefix    string // GS1 company prefix, 4 to 12 digits
	Serial    int64  // counts up; must not be used again within 12 months
}

// SSCC builds the 18 digits: extension digit, company prefix, serial filled with zeros to 16 digits together with the
// prefix, check digit.
func SSCC(p SSCCParts) (string, error) {
	if p.Extension < '0' || p.Extension > '9' {
		return "", errorf(KindCharset, "00", -1, "extension %q is not a digit", p.Extension)
	}
	if len(p.Prefix) < 4 || len(p.Prefix) > 12 {
		return "", errorf(KindLength, "00", -1, "company prefix %q has %d digits, want 4 to 12", p.Prefix, len(p.Prefix))
	}
	if at := firstNonDigit(p.Prefix); at >= 0 {
		return "", errorf(KindCharset, "00", -1, "company prefix %q: %q is not a digit", p.Prefix, p.Prefix[at])
	}
	if p.Serial < 0 {
		return "", errorf(KindValue, "00", -1, "serial %d is negative", p.Serial)
	}
	room := LenSSCC - 2 - len(p.Prefix)
	buf := make([]byte, room)
	n := p.Serial
	for i := room - 1; i >= 0; i-- {
		buf[i] = byte('0' + n%10)
		n /= 10
	}
	if n > 0 {
		return "", errorf(KindLength, "00", -1, "serial %d has more than %d digits: take another extension digit or a new prefix", p.Serial, room)
	}
	digits := string(p.Extension) + p.Prefix + string(buf)
	return digits + string(checkDigit(digits)), nil
}

func firstNonDigit(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return -1
}
