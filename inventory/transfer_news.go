package inventory

import (
	"context"

	"example.com/tote/inventory/store"
)

// TransferSentHandler brings the notice of a lorry to the warehouse it goes to.
func TransferSentHandler(ctx context.Context, d *store.Delivery) error {
	var n SentGoods
	if err := d.Decode(&n); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Partition(n.To), "transfer.expect", func(tx *store.Tx) (struct{}, error) {
		return struct{}{}, ExpectTransfer(tx, n)
	})
	return err
}

// TransferReceivedHandler tells the sender what came.
func TransferReceivedHandler(ctx context.Context, d *store.Delivery) error {
	var n ArrivedGoods
	if err := d.Decode(&n); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Partition(n.Warehouse), "transfer.arrive", func(tx *store.Tx) (struct{}, error) {
		return struct{}{}, ArriveTransfer(tx, n)
	})
	return err
}
