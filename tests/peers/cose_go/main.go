// Verifies codes with go-cose: reads one JSON document, writes what each code says, or why it is
// refused. Nothing of ours is in it: COSE and CBOR are those of the libraries.
package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

type question struct {
	Code        []byte `json:"code"`
	Certificate []byte `json:"certificate"`
}

type said struct {
	Refused string    `json:"refused,omitempty"`
	Issuer  string    `json:"issuer"`
	Number  string    `json:"number"`
	Type    string    `json:"type"`
	Issued  int64     `json:"issued"`
	Expires int64     `json:"expires"`
	Digest  []byte    `json:"digest"`
	Holder  []*string `json:"holder"`
}

type claims struct {
	Issuer   string   `cbor:"1,keyasint"`
	Expires  int64    `cbor:"4,keyasint,omitempty"`
	Issued   int64    `cbor:"6,keyasint"`
	Number   []byte   `cbor:"7,keyasint"`
	Document document `cbor:"-65537,keyasint"`
}

type document struct {
	Type   string            `cbor:"1,keyasint"`
	Title  map[string]string `cbor:"2,keyasint"`
	Holder []*string         `cbor:"3,keyasint"`
	Facts  []any             `cbor:"4,keyasint"`
	Digest []byte            `cbor:"5,keyasint"`
}

func main() {
	var asked []question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answers := make([]said, 0, len(asked))
	for _, each := range asked {
		answer, err := read(each)
		if err != nil {
			answer = said{Refused: err.Error()}
		}
		answers = append(answers, answer)
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}

func read(asked question) (said, error) {
	certificate, err := x509.ParseCertificate(asked.Certificate)
	if err != nil {
		return said{}, err
	}
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(asked.Code); err != nil {
		return said{}, err
	}
	if err := namesCertificate(message.Headers.Protected, certificate); err != nil {
		return said{}, err
	}
	verifier, err := cose.NewVerifier(cose.AlgorithmES256, certificate.PublicKey)
	if err != nil {
		return said{}, err
	}
	if err := message.Verify(nil, verifier); err != nil {
		return said{}, err
	}
	var found claims
	if err := cbor.Unmarshal(message.Payload, &found); err != nil {
		return said{}, err
	}
	return said{
		Issuer: found.Issuer, Number: string(found.Number), Type: found.Document.Type,
		Issued: found.Issued, Expires: found.Expires, Digest: found.Document.Digest,
		Holder: found.Document.Holder,
	}, nil
}

// namesCertificate checks x5t (RFC 9360): the hash of the certificate, here by SHA-256 (-16).
func namesCertificate(header cose.ProtectedHeader, certificate *x509.Certificate) error {
	named, ok := header[cose.HeaderLabelX5T].([]any)
	if !ok || len(named) != 2 || named[0] != int64(-16) {
		return errors.New("no x5t by SHA-256")
	}
	wanted := sha256.Sum256(certificate.Raw)
	if hash, ok := named[1].([]byte); !ok || string(hash) != string(wanted[:]) {
		return errors.New("x5t names another certificate")
	}
	return nil
}
