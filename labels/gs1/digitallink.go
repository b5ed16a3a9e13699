package gs1

import (
	"net/url"
	"strings"
)

// primaryKeys are the AIs that may lead the path of a Digital Link, with the qualifiers allowed after them, in order.
var primaryKeys = map[string][]string{
	"00": nil, "01": {"22", "10", "21"}, "253": nil, "255": nil, "402": nil, "401": nil, "414": {"254"}, "417": nil,
	"8003": nil, "8004": nil, "8006": {"22", "10", "21"}, "8010": {"8011"}, "8017": {"8019"}, "8018": {"8019"},
}

// alternativeQualifiers: a third-party serial replaces the other qualifiers of a GTIN.
var alternativeQualifiers = map[string][]string{"01": {"235"}}

// IsDigitalLink tells whether data begin like a web address. A scheme in mixed case is not one: GS1 allows all lower or
// all upper case only, the latter because QR holds it in fewer modules.
func IsDigitalLink(data string) bool {
	_, ok := cutScheme(data)
	return ok
}

// ParseDigitalLink reads a GS1 Digital Link: https://host/[stem/]01/{gtin}[/22/..][/10/{lot}][/21/{serial}]?17=261231.
// The key is the rightmost primary key in the path. Attributes in the query that are not numeric are somebody else's and
// ignored. The elements come back in the order of the address.
func ParseDigitalLink(address string) (Elements, error) {
	rest, ok := cutScheme(address)
	if !ok {
		return nil, errorf(KindSyntax, "", 0, "a Digital Link begins with http:// or https://")
	}
	if at := strings.IndexAny(rest, "<>{}\\^` \""); at >= 0 {
		return nil, errorf(KindSyntax, "", at, "character %q is not allowed in an address", rest[at])
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	host, path, ok := strings.Cut(rest, "/")
	if !ok || host == "" {
		return nil, errorf(KindSyntax, "", -1, "the address has no host or no path")
	}
	out, err := linkPath(path)
	if err != nil {
		return nil, err
	}
	return linkQuery(out, query)
}

func cutScheme(address string) (string, bool) {
	for _, scheme := range []string{"https://", "http://", "HTTPS://", "HTTP://"} {
		if rest, ok := strings.CutPrefix(address, scheme); ok {
			return rest, true
		}
	}
	return "", false
}

func linkPath(path string) (Elements, error) {
	parts := strings.Split(path, "/")
	for i := len(parts) - 2; i >= 0; i-- {
		qualifiers, ok := primaryKeys[parts[i]]
		if !ok || (len(parts)-i)%2 != 0 {
			continue
		}
		els, err := pairs(parts[i:])
		if err != nil {
			return nil, err
		}
		if !inOrder(els[1:], qualifiers) && !inOrder(els[1:], alternativeQualifiers[parts[i]]) {
			return nil, errorf(KindSyntax, parts[i], -1, "qualifiers in the path must be %v, in this order", qualifiers)
		}
		return els, nil
	}
	return nil, errorf(KindSyntax, "", -1, "the path holds no primary key such as /01/ with a GTIN")
}

func pairs(parts []string) (Elements, error) {
	var out Elements
	for i := 0; i+1 < len(parts); i += 2 {
		el, err := linkElement(parts[i], parts[i+1])
		if err != nil {
			return nil, err
		}
		out = append(out, el)
	}
	return out, nil
}

func linkElement(ai, escaped string) (Element, error) {
	f, ok := formats[ai]
	if !ok {
		return Element{}, errorf(KindUnknownAI, ai, -1, "no such application identifier in the table")
	}
	value, err := url.PathUnescape(escaped)
	if err != nil {
		return Element{}, errorf(KindSyntax, ai, -1, "%q is not a well-formed percent escape", escaped)
	}
	if value == "" {
		return Element{}, errorf(KindLength, ai, -1, "no value")
	}
	if err := f.checkValue(value, 0); err != nil {
		return Element{}, err
	}
	return Element{AI: ai, Value: value}, nil
}

func inOrder(els Elements, allowed []string) bool {
	at := 0
	for _, el := range els {
		for at < len(allowed) && allowed[at] != el.AI {
			at++
		}
		if at == len(allowed) {
			return false
		}
		at++
	}
	return true
}

func linkQuery(out Elements, query string) (Elements, error) {
	key := out[0].AI
	alternative := len(out) > 1 && inOrder(out[1:], alternativeQualifiers[key])
	for pair := range strings.SplitSeq(query, "&") {
		ai, value, hasValue := strings.Cut(pair, "=")
		if ai == "" || firstNonDigit(ai) >= 0 {
			continue // another party's parameter
		}
		if !hasValue {
			return nil, errorf(KindSyntax, ai, -1, "no value")
		}
		el, err := linkElement(ai, strings.ReplaceAll(value, "+", "%20"))
		if err != nil {
			return nil, err
		}
		if _, twice := out.Value(ai); twice {
			return nil, errorf(KindRepeated, ai, -1, "stands twice in the address")
		}
		if inOrder(Elements{el}, primaryKeys[key]) && !alternative {
			return nil, errorf(KindSyntax, ai, -1, "belongs in the path, after its key")
		}
		out = append(out, el)
	}
	return out, nil
}
