package dev.tiphys.language.expression;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What an expression may see of the world: `now()` and the random functions take from here.
public record Ambient(InstantSource clock, RandomGenerator random) {}
