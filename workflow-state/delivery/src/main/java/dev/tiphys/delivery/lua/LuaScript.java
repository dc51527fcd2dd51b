package dev.tiphys.delivery.lua;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.Bit32Lib;
import org.luaj.vm2.lib.MathLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;

/// A script that is compiled once and run for many objects, each time in a world of its own. Safe
/// for many threads.
///
/// Without the open libraries it has the functions of the base and of `table` (C158). Nothing that
/// reads files, loads code or reaches Java is there in any case.
public final class LuaScript {
  /// The most characters of a script: 256 KiB.
  public static final int CHARS_MAX = 256 << 10;

  /// The longest text that one call of `string.rep` makes.
  private static final int REPEATED_MAX = 1 << 20;

  private final String name;
  private final Prototype code;
  private final boolean openLibraries;

  private LuaScript(String name, Prototype code, boolean openLibraries) {
    this.name = name;
    this.code = code;
    this.openLibraries = openLibraries;
  }

  /// Reads a script.
  ///
  /// @param name what messages call it
  /// @throws LuaFailure if it is no Lua
  public static LuaScript compile(String name, String text, boolean openLibraries) {
    if (text.length() > CHARS_MAX) {
      throw new LuaFailure(
          "%s: the script has %d characters; the limit is %d"
              .formatted(name, text.length(), CHARS_MAX));
    }
    try {
      var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      return new LuaScript(name, LuaC.instance.compile(bytes, name), openLibraries);
    } catch (LuaError | IOException e) {
      throw told(name, e);
    } catch (StackOverflowError e) {
      throw new LuaFailure(name + ": the script is nested too deep");
    }
  }

  /// Runs the script with `obj` as its global.
  ///
  /// @return the texts of the table that it returned; empty if it returned nothing
  /// @throws LuaFailure if it failed, was over its budget, or returned something else
  public Optional<Map<String, String>> run(JsonNode object) {
    var result = call(object);
    if (result.isnil()) {
      return Optional.empty();
    }
    if (!(result instanceof LuaTable table)) {
      throw new LuaFailure(
          "%s: expected the script to return a table, found %s".formatted(name, result.typename()));
    }
    var texts = new HashMap<String, String>();
    for (var key : table.keys()) {
      texts.put(key.tojstring(), table.get(key).tojstring());
    }
    return Optional.of(texts);
  }

  /// Runs the script with `obj` and further globals, at a moment that `os.time()` and `os.date`
  /// tell.
  ///
  /// @param globals by name; a map becomes a table
  /// @return what it returned, as JSON; missing if that is nothing
  /// @throws LuaFailure if it failed, was over its budget, or returned what is no JSON
  public JsonNode evaluate(JsonNode object, Map<String, JsonNode> globals, Instant now) {
    try {
      return Tables.json(call(object, globals, now));
    } catch (LuaError e) {
      throw told(name, e);
    }
  }

  private LuaValue call(JsonNode object) {
    return call(object, Map.of(), null);
  }

  private LuaValue call(JsonNode object, Map<String, JsonNode> globals, @Nullable Instant now) {
    try {
      var world = world();
      if (now != null) {
        world.set("os", Clock.of(now));
      }
      globals.forEach((global, value) -> world.set(global, Tables.of(value)));
      world.set("obj", Tables.of(object));
      return world.loader.load(code, name, world).call();
    } catch (Budget.Exhausted e) {
      throw new LuaFailure(
          "%s: the script is over its limit of %d instructions"
              .formatted(name, Budget.INSTRUCTIONS_MAX));
    } catch (StackOverflowError e) {
      throw new LuaFailure(name + ": the script calls itself too deep");
    } catch (OutOfMemoryError e) {
      throw new LuaFailure(name + ": the script needs too much memory");
    } catch (LuaError | IOException e) {
      throw told(name, e);
    }
  }

  /// Every text of every script has its methods from one table, which LuaJ takes from the first
  /// world that there is. It has to be one that no script can change.
  private static void shareMethods() {
    var first = new Globals();
    first.load(new PackageLib());
    first.load(new StringLib());
    Limited.install(first, REPEATED_MAX);
    var methods = new Limited.Fixed((LuaTable) first.get("string"));
    LuaString.s_metatable =
        new Limited.Fixed(LuaValue.tableOf(new LuaValue[] {LuaValue.INDEX, methods}));
  }

  static {
    shareMethods();
  }

  private Globals world() {
    var world = new Globals();
    world.load(new BaseLib());
    world.load(new PackageLib());
    world.load(new TableLib());
    if (openLibraries) {
      world.load(new Bit32Lib());
      world.load(new MathLib());
      world.load(new StringLib());
      Limited.install(world, REPEATED_MAX);
    }
    LuaC.install(world);
    world.load(new Budget());
    world.set("os", Limited.os());
    for (var open :
        new String[] {
          "debug", "dofile", "loadfile", "load", "package", "require", "print", "collectgarbage"
        }) {
      world.set(open, LuaValue.NIL);
    }
    return world;
  }

  private static LuaFailure told(String name, Exception e) {
    var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    var placed = line.replace("[string \"" + name + "\"]", name);
    return new LuaFailure(placed.startsWith(name + ":") ? placed : name + ": " + placed);
  }
}
