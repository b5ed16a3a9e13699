package fulfilment

import "example.com/tote/inventory/store"

// maxChannels bounds how many channels a number is looked for in.
const maxChannels = 100

// IntakesNumbered lists up to limit of our numbers for a number that some channel gave an order, by channel.
func IntakesNumbered(r store.Reader, number string, limit int) []string {
	var out []string
	r = r.Company()
	prefix := store.K(tagIntakeNumber)
	from := prefix
	for range maxChannels {
		channel, found := "", false
		for k := range store.Keys(r, prefix, from) {
			channel, found = store.ReadKey(k, len(prefix)).Str(), true
			break
		}
		if !found || len(out) >= limit {
			break
		}
		out = append(out, IntakeByNumber(r, channel, number)...)
		from = prefix.Str(channel).Byte(0xFF) // behind all numbers of the channel: they are text
	}
	return out[:min(len(out), limit)]
}
