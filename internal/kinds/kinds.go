// Package kinds writes and reads the contents of facts by the names of their types.
package kinds

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Kinds are the contents that a stream may hold, by name.
type Kinds map[string]reflect.Type

// Of names the types of these values.
func Of[W any](contents ...W) Kinds {
	k := Kinds{}
	for _, c := range contents {
		t := reflect.TypeOf(c)
		k[t.Name()] = t
	}
	return k
}

// Encode gives the kind of a content and the content as JSON.
func (k Kinds) Encode(content any) (kind string, body []byte, err error) {
	kind = reflect.TypeOf(content).Name()
	if _, ok := k[kind]; !ok {
		return "", nil, fmt.Errorf("encode a fact: no kind %q", kind)
	}
	if body, err = json.Marshal(content); err != nil {
		return "", nil, fmt.Errorf("encode %s: %w", kind, err)
	}
	return kind, body, nil
}

// Decode is the reverse of Encode.
func (k Kinds) Decode(kind string, body []byte) (any, error) {
	t, ok := k[kind]
	if !ok {
		return nil, fmt.Errorf("decode a fact: no kind %q", kind)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(body, v.Interface()); err != nil {
		return nil, fmt.Errorf("decode %s: %w", kind, err)
	}
	return v.Elem().Interface(), nil
}
