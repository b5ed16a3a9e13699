package store

// Tags are the first byte of a key behind the partition. Those below FirstDomainTag are this package's own.
const (
	tagMeta    byte = 0x01 // epoch of the partition
	tagSchema  byte = 0x02 // schema version of the store (company partition only)
	tagAnswer  byte = 0x03 // stored answers, side by side with their source's floor
	tagNumber  byte = 0x04 // counters behind Tx.Next
	tagJob     byte = 0x05 // larger work and how far it has come
	tagBuilt   byte = 0x06 // name of a late index: the partition has been built with it
	tagEntry   byte = 0x01 // space Log: ledger entries
	tagOutbox  byte = 0x02 // space Log: what is to be done outside
	answerItem byte = 0x01 // under tagAnswer and source: one answer
	answerLow  byte = 0x00 // under tagAnswer and source: the source's floor

	// FirstDomainTag is the lowest tag a domain collection may use.
	FirstDomainTag byte = 0x10
)
