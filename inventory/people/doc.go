// Package people keeps who and what may talk to the service: workers with their roles, devices, sessions, API keys.
//
// All of it lies in the company's partition. Secrets never enter a record: a PIN is kept as its argon2id hash, the token
// of a session, device or API key (256 random bits, made outside) as its SHA-256. The package makes no salt and no token
// itself, since it uses no randomness, and reads no clock: moments come in with the command.
//
// Hashing a PIN takes about 20 ms and 19 MiB, so it never happens inside a command. Signing in is three steps: Ask reads
// what to compare with, PINs.Matches compares, SignIn is the command that opens the session or notes the failure.
//
// The package does not know which route needs which role; it answers whether a set of roles covers one (Roles.Cover).
//
// Start reading at Worker (worker.go) and Role (role.go), then SignIn (signin.go).
package people
