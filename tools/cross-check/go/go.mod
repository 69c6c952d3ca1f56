module afo.example/cross-check

go 1.24.0

require (
	github.com/transparency-dev/merkle v0.0.2
	golang.org/x/mod v0.30.0
)

require github.com/transparency-dev/formats v0.0.0-20250421220931-bb8ad4d07c26
