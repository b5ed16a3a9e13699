//go:build !unix

package api

// syncFolder has nothing to do where folders cannot be opened for syncing: the file system orders names itself.
func syncFolder(string) error { return nil }
