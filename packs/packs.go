// Package packs holds the drills that ship, as files.
package packs

import "embed"

// FS has a folder for each pack.
//
//go:embed */*.md
var FS embed.FS
