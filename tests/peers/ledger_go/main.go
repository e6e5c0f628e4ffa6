// Verifies with golang.org/x/mod/sumdb what this log publishes, and signs a note for it.
//
// Reads one JSON document, writes one line for each thing that does not hold, and ends
// with status 0 only if everything held.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type log struct {
	Key         string            `json:"key"`
	Checkpoints []string          `json:"checkpoints"`
	Leaves      [][]byte          `json:"leaves"`
	Tiles       map[string][]byte `json:"tiles"`
	Inclusion   []inclusion       `json:"inclusion"`
	Consistency []consistency     `json:"consistency"`
}

type inclusion struct {
	Index int64    `json:"index"`
	Proof [][]byte `json:"proof"`
}

type consistency struct {
	Old   int      `json:"old"`
	New   int      `json:"new"`
	Proof [][]byte `json:"proof"`
}

// tiles serves tiles by the paths of C2SP tlog-tiles, which leave out the height.
type tiles map[string][]byte

func (t tiles) Height() int                         { return tileHeight }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		data, there := t[path]
		if !there {
			return nil, fmt.Errorf("%s is not there", path)
		}
		found = append(found, data)
	}
	return found, nil
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "sign" {
		sign()
		return
	}
	var published log
	if err := json.NewDecoder(os.Stdin).Decode(&published); err != nil {
		fail("the document: %v", err)
	}
	var trees []tlog.Tree
	for _, text := range published.Checkpoints {
		tree, err := open(text, published.Key)
		if err != nil {
			fail("a checkpoint: %v", err)
		}
		trees = append(trees, tree)
	}
	last := trees[len(trees)-1]
	reader := tlog.TileHashReader(last, tiles(published.Tiles))
	for _, tree := range trees {
		if root, err := tlog.TreeHash(tree.N, reader); err != nil || root != tree.Hash {
			fail("the tiles for size %d: %v", tree.N, err)
		}
	}
	for index, leaf := range published.Leaves {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		if err != nil || hashes[0] != tlog.RecordHash(leaf) {
			fail("leaf %d: %v", index, err)
		}
	}
	for _, proof := range published.Inclusion {
		leaf := tlog.RecordHash(published.Leaves[proof.Index])
		err := tlog.CheckRecord(hashes(proof.Proof), last.N, last.Hash, proof.Index, leaf)
		if err != nil {
			fail("the inclusion of %d: %v", proof.Index, err)
		}
	}
	for _, proof := range published.Consistency {
		old, new := trees[proof.Old], trees[proof.New]
		err := tlog.CheckTree(tlog.TreeProof(hashes(proof.Proof)), new.N, new.Hash, old.N, old.Hash)
		if err != nil {
			fail("the consistency of %d with %d: %v", old.N, new.N, err)
		}
	}
}

// open verifies a checkpoint; tlog.ParseTree expects the first line of one log alone.
func open(text, key string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, errors.New("not three lines that begin with the origin")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func hashes(proof [][]byte) []tlog.Hash {
	converted := make([]tlog.Hash, len(proof))
	for at, hash := range proof {
		if len(hash) != tlog.HashSize {
			fail("a hash of %d bytes", len(hash))
		}
		copy(converted[at][:], hash)
	}
	return converted
}

// sign writes a verifier key and a note that is signed by it and by another key.
func sign() {
	var signers []note.Signer
	for _, name := range []string{"go.example/log", "go.example/witness"} {
		private, public, err := note.GenerateKey(rand.Reader, name)
		if err != nil {
			fail("a key: %v", err)
		}
		signer, err := note.NewSigner(private)
		if err != nil {
			fail("a signer: %v", err)
		}
		signers = append(signers, signer)
		if name == "go.example/log" {
			fmt.Println(public)
		}
	}
	root := base64.StdEncoding.EncodeToString(make([]byte, tlog.HashSize))
	text := fmt.Sprintf("go.example/log\n7\n%s\n", root)
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		fail("signing: %v", err)
	}
	os.Stdout.Write(signed)
}

func fail(format string, values ...any) {
	fmt.Printf(format+"\n", values...)
	os.Exit(1)
}
