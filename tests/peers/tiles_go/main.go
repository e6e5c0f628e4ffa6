// Follows a log over HTTP with the code of others: with that of Go's checksum database, with
// filippo.io/torchwood, or with the fsck of github.com/transparency-dev/tessera.
//
// Is given the name of one, the address of the log and its verifier key; writes the number of
// entries that were verified. Ends with status 0 only if everything held.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var followers = map[string]func(address, key string) (int64, error){
	"sumdb":     withSumdb,
	"torchwood": withTorchwood,
	"tessera":   withTessera,
}

func main() {
	number, err := followers[os.Args[1]](os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(number)
}

// withSumdb proves each entry's hash to be in the tree of the checkpoint.
func withSumdb(address, key string) (int64, error) {
	tree, err := head(address, key)
	if err != nil {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, remote(address))
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil || root != tree.Hash {
		return 0, fmt.Errorf("the tiles do not lead to the root: %v", err)
	}
	for index := range tree.N {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, hashes[0]); err != nil {
			return 0, err
		}
		if index == 0 {
			continue
		}
		older, err := tlog.TreeHash(index, reader)
		if err != nil {
			return 0, err
		}
		consistency, err := tlog.ProveTree(tree.N, index, reader)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(consistency, tree.N, tree.Hash, index, older); err != nil {
			return 0, err
		}
	}
	return tree.N, nil
}

// withTorchwood reads every entry and compares it with the tree.
func withTorchwood(address, key string) (int64, error) {
	tree, err := head(address, key)
	if err != nil {
		return 0, err
	}
	fetcher, err := torchwood.NewTileFetcher(address)
	if err != nil {
		return 0, err
	}
	cut := func(bundle []byte) ([]byte, tlog.Hash, []byte, error) {
		entry, rest, err := torchwood.ReadTileEntry(bundle)
		return entry, tlog.RecordHash(entry), rest, err
	}
	reader, err := torchwood.NewClient(fetcher, torchwood.WithCutEntry(cut))
	if err != nil {
		return 0, err
	}
	number := int64(0)
	for index := range reader.AllEntries(context.Background(), tree, 0) {
		if index != number {
			return 0, fmt.Errorf("entry %d comes after %d others", index, number)
		}
		number++
	}
	return number, reader.Err()
}

// withTessera derives every tile from the entries and compares it with the one that is served.
func withTessera(address, key string) (int64, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, err
	}
	where, err := url.Parse(address + "/")
	if err != nil {
		return 0, err
	}
	fetcher, err := client.NewHTTPFetcher(where, nil)
	if err != nil {
		return 0, err
	}
	check := fsck.New(verifier.Name(), verifier, fetcher, leafHashes, fsck.Opts{N: 2})
	if err := check.Check(context.Background()); err != nil {
		return 0, err
	}
	tree, err := head(address, key)
	return tree.N, err
}

func leafHashes(bundle []byte) ([][]byte, error) {
	entries := &api.EntryBundle{}
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, entry := range entries.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// head fetches the checkpoint and verifies that the log has signed it.
func head(address, key string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree, err
	}
	text, err := get(address + "/checkpoint")
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	checkpoint, err := torchwood.ParseCheckpoint(opened.Text)
	return checkpoint.Tree, err
}

// remote reads tiles by the paths of C2SP tlog-tiles.
type remote string

func (r remote) Height() int                         { return torchwood.TileHeight }
func (r remote) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (r remote) ReadTiles(wanted []tlog.Tile) (found [][]byte, err error) {
	for _, tile := range wanted {
		data, err := get(string(r) + "/" + torchwood.TilePath(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

var fetched = map[string][]byte{}

func get(address string) ([]byte, error) {
	if data, there := fetched[address]; there && !strings.HasSuffix(address, "/checkpoint") {
		return data, nil
	}
	browser := http.Client{Timeout: 10 * time.Second}
	response, err := browser.Get(address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", address, response.Status)
	}
	fetched[address], err = io.ReadAll(response.Body)
	return fetched[address], err
}
