package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keySize is AES-256's.
const keySize = 32

// ErrKey is the answer to a key that does not belong to the database.
var ErrKey = errors.New("the key does not fit the database: put back the key file that was made with it")

// sealer seals with one key: AES-256-GCM, a random nonce in front. Random nonces are safe for 2^32 seals of a key (NIST SP
// 800-38D, 8.3), more than a person will ever write.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return sealer{aead}, err
}

// seal binds the text to what it is about, so that a sealed value moved to another row does not open.
func (s sealer) seal(text []byte, about ...string) []byte {
	return s.aead.Seal(nil, nil, text, bind(about))
}

func (s sealer) open(sealed []byte, about ...string) ([]byte, error) {
	return s.aead.Open(nil, nil, sealed, bind(about))
}

// bind writes each part behind its length: ("ab", "c") is not ("a", "bc").
func bind(parts []string) (all []byte) {
	for _, p := range parts {
		all = binary.AppendUvarint(all, uint64(len(p)))
		all = append(all, p...)
	}
	return all
}

// newKey makes a key, and wraps it for its row. Unwrapping takes a microsecond, so opened keys are not kept in memory: an
// erased key is gone at once.
func (s sealer) newKey(about ...string) (owner sealer, wrapped []byte, err error) {
	key := make([]byte, keySize)
	rand.Read(key)
	owner, err = newSealer(key)
	return owner, s.seal(key, about...), err
}

func (s sealer) unwrap(wrapped []byte, about ...string) (sealer, error) {
	key, err := s.open(wrapped, about...)
	if err != nil {
		return sealer{}, err
	}
	return newSealer(key)
}

// installationKey reads the key file, or makes it where there is no database yet. One of another size was never made here: it is
// somebody's, and left alone.
func installationKey(dir string) ([]byte, error) {
	path := filepath.Join(dir, keyFile)
	firstRun := !exists(filepath.Join(dir, databaseFile))
	key, err := os.ReadFile(path)
	switch {
	case err == nil && len(key) == keySize:
		return key, nil
	case errors.Is(err, fs.ErrNotExist) && firstRun:
		return makeKey(path)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s is missing beside its database: put it back from your backup", path)
	case err != nil:
		return nil, fmt.Errorf("read the key: %w", err)
	case firstRun:
		return nil, fmt.Errorf("%s is not a key of this program: choose another folder, or move it away", path)
	}
	return nil, fmt.Errorf("%s has %d bytes instead of %d: put it back from your backup", path, len(key), keySize)
}

// makeKey returns when the key is on the disk, because the database made next is worth nothing without it. It has its name only
// when it is whole, so that a first run that is cut off leaves no half of one.
func makeKey(path string) ([]byte, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	unfinished := path + ".unfinished"
	f, err := os.OpenFile(unfinished, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the key: %w", err)
	}
	_, err = f.Write(key)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the key: %w", err)
	}
	if err := os.Rename(unfinished, path); err != nil {
		return nil, fmt.Errorf("name the key: %w", err)
	}
	return key, nil
}

// checkKey finds out whether the key is the database's, before anything is sealed with it.
func (s *Store) checkKey() error {
	sealed, ok, err := first(s.writer, value[[]byte], `SELECT sealed FROM kept WHERE space = '' AND key = 'check'`)
	if err != nil {
		return fmt.Errorf("check the key: %w", err)
	}
	if !ok {
		_, err = s.writer.exec(`INSERT INTO kept (space, key, sealed) VALUES ('', 'check', $1)`, s.sealer.seal(nil, "check"))
		return err
	}
	if _, err := s.sealer.open(sealed, "check"); err != nil {
		return ErrKey
	}
	return nil
}
