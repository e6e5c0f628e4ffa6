// Runs the witness of github.com/transparency-dev/witness for one log, on the loopback.
//
// The argument is the log's verifier key. Writes the witness's verifier keys (Ed25519, ML-DSA-44)
// and its address, and serves until it is killed.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"

	formats "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"github.com/transparency-dev/witness/witness"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	log, err := note.NewVerifier(os.Args[1])
	check(err)
	private, public, err := note.GenerateKey(rand.Reader, "go.example/witness")
	check(err)
	signer, err := formats.NewSignerForCosignatureV1(private)
	check(err)
	key, err := formats.VKeyToCosignatureV1(public)
	check(err)
	privatePostQuantum, keyPostQuantum, err := formats.GenerateMLDSAKey("go.example/witness")
	check(err)
	signerPostQuantum, err := formats.NewSignerForCosignatureV1(privatePostQuantum)
	check(err)
	theirs, err := witness.New(context.Background(), witness.Opts{
		Persistence: inmemory.New(),
		Signers:     []note.Signer{signer, signerPostQuantum},
		VerifierForLog: func(_ context.Context, origin string) (note.Verifier, bool, error) {
			return log, origin == log.Name(), nil
		},
	})
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Printf("%s\n%s\nhttp://%s/\n", key, keyPostQuantum, listener.Addr())
	http.HandleFunc("POST /add-checkpoint", witness.NewHTTPHandler(theirs).AddCheckpoint)
	check(http.Serve(listener, nil))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
