//go:build !linux

package store

// warm does nothing where the way to read a file without filling the cache with large folios is not known.
func warm(string) {}

// noAddressSpace is asked where 64 GB of address space are always to be had.
func noAddressSpace(error) bool { return false }
