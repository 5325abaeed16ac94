package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strconv"

	"cackle/chat"
)

// crowdSize is how many people BenchmarkCrowd has; it and the bot that it starts read the same.
func crowdSize() int {
	size, err := strconv.Atoi(cmp.Or(os.Getenv("CACKLE_SIZE"), "200"))
	if err != nil {
		panic(err)
	}
	return size
}

// startCrowded is start with a crowd to be.
func startCrowded(ctx context.Context, s setup) error {
	for i := range crowdSize() {
		s.people = append(s.people, chat.Person{ID: fmt.Sprint("p", i), Name: fmt.Sprint("Person ", i), Zone: "UTC", Lang: "en"})
	}
	return start(ctx, s)
}
