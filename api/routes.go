package api

import "slices"

// routes are all routes but those of the verbs (verbs.go) and the plain ones (/healthz, /readyz, /metrics, /docs,
// /openapi.json): method, path, who may use it, what it does, handler.
var routes = slices.Concat(
	[]route{
		// Who is there.
		at(post, "/v1/sign-in", anyone, "Sign in with badge, id or name, and PIN", (*Server).signIn),
		at(post, "/v1/sign-out", letIn, "End the session", (*Server).signOut),
		at(get, "/v1/me", letIn, "Whom the token stands for", (*Server).me),
		at(put, "/v1/workers/{id}/pin", admins, "Give a worker a new PIN", (*Server).setPIN),
		at(post, "/v1/workers/{id}/unlock", leads, "Forget a worker's failed sign-ins", (*Server).unlockWorker),
		at(get, "/v1/devices", leads, "List devices", (*Server).listDevices),
		at(post, "/v1/devices", admins, "Enrol a device; its token is shown once", (*Server).enrolDevice),
		at(get, "/v1/devices/{id}", leads, "Read a device", (*Server).getDevice),
		at(put, "/v1/devices/{id}/switch", admins, "Shut a device out, or in again", (*Server).switchDevice),
		at(get, "/v1/api-keys", admins, "List API keys", (*Server).listKeys),
		at(post, "/v1/api-keys", admins, "Let a program in; its token is shown once", (*Server).createKey),
		at(put, "/v1/api-keys/{id}/switch", admins, "Shut a program out, or in again", (*Server).switchKey),

		// Commands.
		at(post, "/v1/commands", letIn, "Do up to 100 commands in order", (*Server).postCommands).large(MaxBatchBody),
	},
	workers.routes("/v1/workers", leads, admins),
	warehouses.routes("/v1/warehouses", looking, admins),
	suppliers.routes("/v1/suppliers", looking, masters),
	customers.routes("/v1/customers", looking, masters),
	carriers.routes("/v1/carriers", looking, masters),
	cartons.routes("/v1/cartons", looking, masters),
	[]route{
		// The catalogue.
		at(get, "/v1/items", looking, "List items by SKU", (*Server).listItems),
		at(get, "/v1/items/{sku}", looking, "Read an item", (*Server).getItem),
		at(put, "/v1/items/{sku}", masters, "Create an item, or edit the one with the revision in If-Match", (*Server).putItem),
		at(post, "/v1/items/{sku}/{step}", leads, "Take an item through its review: submit, approve, reject, retire, reopen", (*Server).reviewItem),
		at(get, "/v1/barcodes/{code}", looking, "What a barcode means", (*Server).scanBarcode),

		// The company's orders.
		at(get, "/v1/orders", looking, "List orders by state, or by channel and number", (*Server).listOrders),
		at(get, "/v1/orders/{id}", looking, "Read an order", (*Server).getOrder),
		at(post, "/v1/orders/{id}/reveal", leads, "Read an order's recipient in clear; who and why is written down", (*Server).reveal),
		at(get, "/v1/exceptions", looking, "List the orders that wait for a person", (*Server).listExceptions),
		at(get, "/v1/company/holds", looking, "List holds that hold in every warehouse", (*Server).listCompanyHolds),
		at(get, "/v1/company/events", looking, "Stream the company's ledger", (*Server).companyEvents),
		at(post, "/v1/company/check", leads, "Recompute the company's records from its ledger", (*Server).checkCompany),

		// Sheets in and out.
		at(post, "/v1/imports/items", masters, "Import items from CSV or XLSX", importFile[itemImport]).takesFile(),
		at(post, "/v1/imports/locations", masters, "Import a warehouse's locations from CSV or XLSX", importFile[locationImport]).takesFile(),
		at(post, "/v1/imports/orders", shops, "Import orders from CSV or XLSX", importFile[orderImport]).takesFile(),
		at(get, "/v1/imports/{id}", shops, "How far an all-or-nothing import is", (*Server).getImport),
		at(get, "/v1/exports/items", masters, "Export all items as CSV or XLSX", exportFile[itemExport]).givesFile(),
		at(get, "/v1/exports/locations", masters, "Export a warehouse's locations as CSV or XLSX", exportFile[locationExport]).givesFile(),
		at(get, "/v1/exports/orders", shops, "Export orders as CSV or XLSX; with a purpose, with their addresses", exportFile[orderExport]).givesFile(),

		// A warehouse: its places and deliveries.
		at(get, "/v1/warehouses/{wh}/locations", looking, "List locations in travel order", (*Server).listLocations),
		at(get, "/v1/warehouses/{wh}/locations/{code}", looking, "Read a location by code or barcode", (*Server).getLocation),
		at(put, "/v1/warehouses/{wh}/locations/{code}", masters, "Create a location, or edit the one with the revision in If-Match", (*Server).putLocation),
		at(get, "/v1/warehouses/{wh}/layout", letIn, "What changed in the locations since a version", (*Server).getLayout),
		at(get, "/v1/warehouses/{wh}/purchase-orders", looking, "List purchase orders by expected date", (*Server).listPurchaseOrders),
		at(get, "/v1/warehouses/{wh}/purchase-orders/{number}", looking, "Read a purchase order with its lines", (*Server).getPurchaseOrder),
		at(put, "/v1/warehouses/{wh}/purchase-orders/{number}", masters, "Create or edit a purchase order", (*Server).putPurchaseOrder),
		at(post, "/v1/warehouses/{wh}/purchase-orders/{number}/close", leads, "Wait for nothing more", (*Server).closePurchaseOrder),
		at(post, "/v1/warehouses/{wh}/purchase-orders/{number}/reopen", leads, "Wait again", (*Server).reopenPurchaseOrder),
		at(get, "/v1/warehouses/{wh}/asns", looking, "List ASNs by expected date", (*Server).listASNs),
		at(get, "/v1/warehouses/{wh}/asns/{number}", looking, "Read an ASN with its lines", (*Server).getASN),
		at(put, "/v1/warehouses/{wh}/asns/{number}", masters, "Create or edit an ASN", (*Server).putASN),
		at(post, "/v1/warehouses/{wh}/asns/{number}/close", leads, "Wait for nothing more", (*Server).closeASN),
		at(post, "/v1/warehouses/{wh}/asns/{number}/reopen", leads, "Wait again", (*Server).reopenASN),

		// A warehouse: what is where, and what is going on.
		at(get, "/v1/warehouses/{wh}/stock/{sku}", looking, "All balances of an item", (*Server).stockOf),
		at(get, "/v1/warehouses/{wh}/lots/{sku}", looking, "The lots of an item", (*Server).lotsOf),
		at(get, "/v1/warehouses/{wh}/holders/{holder}", looking, "What a location, an LPN or a worker has", (*Server).contents),
		at(get, "/v1/warehouses/{wh}/suggestions/{sku}", looking, "The best places for goods", (*Server).suggest),
		at(get, "/v1/warehouses/{wh}/holds", looking, "List holds", (*Server).listHolds),
		at(get, "/v1/warehouses/{wh}/tasks", looking, "List tasks that wait, or a worker's", (*Server).listTasks),
		at(get, "/v1/warehouses/{wh}/tasks/{id}", looking, "Read a task with its steps", (*Server).getTask),
		at(get, "/v1/warehouses/{wh}/jobs", looking, "List jobs", (*Server).listJobs),
		at(get, "/v1/warehouses/{wh}/jobs/{id}", looking, "Read a job", (*Server).getJob),
		at(get, "/v1/warehouses/{wh}/orders", looking, "List orders in a state, most urgent first", (*Server).listWarehouseOrders),
		at(get, "/v1/warehouses/{wh}/orders/{id}", looking, "Read an order as the warehouse has it", (*Server).getWarehouseOrder),
		at(get, "/v1/warehouses/{wh}/orders/{id}/lines", looking, "An order's lines with their reservations", (*Server).listLines),
		at(get, "/v1/warehouses/{wh}/orders/{id}/parcels", looking, "An order's parcels", (*Server).listParcels),
		at(get, "/v1/warehouses/{wh}/pack-lists/{scanned}", looking, "What lies in an order's totes, and the cartons it should go into", (*Server).packList),
		at(get, "/v1/warehouses/{wh}/parcels/{id}", looking, "Read a parcel by its number or waybill", (*Server).getParcel),
		at(get, "/v1/warehouses/{wh}/waves/{id}", looking, "How far a wave is", (*Server).getWave),
		at(get, "/v1/warehouses/{wh}/put-backs", looking, "Goods in totes and hands that nobody wants any more", (*Server).listPutBacks),
		at(get, "/v1/warehouses/{wh}/counts-wanted", looking, "Where somebody has to count, and why", (*Server).listCountsWanted),
		at(get, "/v1/warehouses/{wh}/manifests", looking, "Manifests that are being loaded", (*Server).listManifests),
		at(get, "/v1/warehouses/{wh}/papers/{document}/{entity}/{copy}", shippers, "The PDF of a paper, as it was printed", (*Server).paper),
		at(get, "/v1/warehouses/{wh}/manifests/{id}", looking, "Read a manifest", (*Server).getManifest),
		at(get, "/v1/warehouses/{wh}/events", looking, "Stream the warehouse's ledger", (*Server).warehouseEvents),
		at(post, "/v1/warehouses/{wh}/check", leads, "Recompute the warehouse's records from its ledger", (*Server).checkOne),
	},
)
