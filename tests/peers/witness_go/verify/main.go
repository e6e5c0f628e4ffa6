// Verifies with filippo.io/torchwood what a log and its witnesses have published.
//
// Reads a policy (C2SP tlog-policy) from the file that the first argument names, and a
// checkpoint, or with a second argument (the hash of a leaf, in hexadecimal) a proof of it
// (C2SP tlog-proof), from standard input. Ends with status 0 only if the policy accepts it.
package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	policy, err := torchwood.ParsePolicy(text)
	check(err)
	published, err := io.ReadAll(os.Stdin)
	check(err)
	if len(os.Args) == 2 {
		checkpoint, _, err := torchwood.VerifyCheckpoint(published, policy)
		check(err)
		fmt.Println(checkpoint.N)
		return
	}
	leaf, err := hex.DecodeString(os.Args[2])
	check(err)
	check(torchwood.VerifyProof(policy, tlog.Hash(leaf), published))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
