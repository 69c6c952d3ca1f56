// Checks the test vectors of docs/spec/vectors with the checkpoint and Merkle tree code of the Go project and of
// Trillian's successors, which shares nothing with ours. Prints what it checked as JSON; fails at the first difference.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	formats "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

type logVectors struct {
	Entries []struct{ Line, Leaf string }
	Roots   []struct {
		Size uint64
		Root string
	}
}

type proofVectors struct {
	Size      uint64
	Root      string
	Inclusion []struct {
		Index uint64
		Leaf  string
		Proof []string
	}
	Consistency []struct {
		Size  uint64
		Root  string
		Proof []string
	}
}

type checkpointVectors struct {
	Keys    []struct{ Vkey string }
	Notes   []struct{ Text, Note string }
	Refused []struct{ Why, Note string }
	Ecdsa   struct {
		Key          struct{ Name, Vkey, KeyId string }
		Note, OtherS string
	}
}

type itemVectors struct {
	Content []struct {
		Byte  byte
		Count int
	}
	Blocks   []string
	Root     string
	Line     string
	Sha256   string
	Manifest struct{ Content struct{ Sha256 string } }
}

func main() {
	counts, err := check(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(counts)
}

func check(folder string) (map[string]int, error) {
	counts := map[string]int{}
	for name, part := range map[string]func(string, map[string]int) error{
		"case-log.json":      checkLog,
		"proofs.json":        checkProofs,
		"checkpoint.json":    checkCheckpoints,
		"evidence-item.json": checkItem,
	} {
		if err := part(filepath.Join(folder, name), counts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return counts, nil
}

func checkLog(path string, counts map[string]int) error {
	var vectors logVectors
	if err := read(path, &vectors); err != nil {
		return err
	}
	lines := make([][]byte, len(vectors.Entries))
	for i, entry := range vectors.Entries {
		lines[i] = []byte(entry.Line)
		if err := same("leaf", rfc6962.DefaultHasher.HashLeaf(lines[i]), entry.Leaf); err != nil {
			return err
		}
		counts["leaves"]++
	}
	for _, root := range vectors.Roots {
		got, err := rootOf(lines[:root.Size])
		if err != nil {
			return err
		}
		if err := same("root", got, root.Root); err != nil {
			return err
		}
		counts["roots"]++
	}
	return nil
}

func checkProofs(path string, counts map[string]int) error {
	var vectors proofVectors
	if err := read(path, &vectors); err != nil {
		return err
	}
	root := unhex(vectors.Root)
	for _, one := range vectors.Inclusion {
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, one.Index, vectors.Size, unhex(one.Leaf), unhexAll(one.Proof), root); err != nil {
			return err
		}
		counts["inclusion"]++
	}
	for _, one := range vectors.Consistency {
		if one.Size == 0 {
			continue
		}
		if err := proof.VerifyConsistency(rfc6962.DefaultHasher, one.Size, vectors.Size, unhexAll(one.Proof), unhex(one.Root), root); err != nil {
			return err
		}
		counts["consistency"]++
	}
	return nil
}

func checkCheckpoints(path string, counts map[string]int) error {
	var vectors checkpointVectors
	if err := read(path, &vectors); err != nil {
		return err
	}
	var verifiers []note.Verifier
	for _, key := range vectors.Keys {
		verifier, err := note.NewVerifier(key.Vkey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, verifier)
	}
	known := note.VerifierList(verifiers...)
	for _, one := range vectors.Notes {
		opened, err := note.Open([]byte(one.Note), known)
		if err != nil {
			return err
		}
		if opened.Text != one.Text || len(opened.Sigs) != len(verifiers) {
			return errors.New("the note says something else, or not everybody signed it")
		}
		counts["notes"]++
	}
	for _, one := range vectors.Refused {
		if _, err := note.Open([]byte(one.Note), known); err == nil {
			return fmt.Errorf("accepted a note although: %s", one.Why)
		}
		counts["refused"]++
	}
	return checkEcdsa(vectors, counts)
}

// Other programs take both values of s; ours take one of them, and that one must be good for others too.
func checkEcdsa(vectors checkpointVectors, counts map[string]int) error {
	key := vectors.Ecdsa.Key
	verifier, err := formats.NewVerifier(key.Vkey)
	if err != nil {
		return err
	}
	if verifier.Name() != key.Name || fmt.Sprintf("%08x", verifier.KeyHash()) != key.KeyId {
		return errors.New("the ECDSA key has another name or id")
	}
	for _, text := range []string{vectors.Ecdsa.Note, vectors.Ecdsa.OtherS} {
		if _, err := note.Open([]byte(text), note.VerifierList(verifier)); err != nil {
			return err
		}
		counts["ecdsa"]++
	}
	return nil
}

func checkItem(path string, counts map[string]int) error {
	var vectors itemVectors
	if err := read(path, &vectors); err != nil {
		return err
	}
	whole := sha256.New()
	var digests [][]byte
	for i, piece := range vectors.Content {
		block := make([]byte, piece.Count)
		for at := range block {
			block[at] = piece.Byte
		}
		whole.Write(block)
		digest := sha256.Sum256(block)
		digests = append(digests, digest[:])
		if err := same("block", digest[:], vectors.Blocks[i]); err != nil {
			return err
		}
		counts["blocks"]++
	}
	root, err := rootOf(digests)
	if err != nil {
		return err
	}
	manifest := sha256.Sum256([]byte(vectors.Line))
	return errors.Join(
		same("root of the blocks", root, vectors.Root),
		same("content", whole.Sum(nil), vectors.Manifest.Content.Sha256),
		same("manifest", manifest[:], vectors.Sha256),
	)
}

func rootOf(leaves [][]byte) ([]byte, error) {
	factory := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	tree := factory.NewEmptyRange(0)
	for _, leaf := range leaves {
		if err := tree.Append(rfc6962.DefaultHasher.HashLeaf(leaf), nil); err != nil {
			return nil, err
		}
	}
	if len(leaves) == 0 {
		return rfc6962.DefaultHasher.EmptyRoot(), nil
	}
	return tree.GetRootHash(nil)
}

func same(what string, got []byte, want string) error {
	if hex.EncodeToString(got) == want {
		return nil
	}
	return fmt.Errorf("%s: %x instead of %s", what, got, want)
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func unhex(text string) []byte {
	bytes, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return bytes
}

func unhexAll(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i] = unhex(text)
	}
	return all
}
