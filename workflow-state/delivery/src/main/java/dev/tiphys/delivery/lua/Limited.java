package dev.tiphys.delivery.lua;

import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.TwoArgFunction;

/// Library functions that would reach further than a rule may, cut to what rules use.
final class Limited {
  private Limited() {}

  /// A copy of a table that stays as it is.
  static final class Fixed extends LuaTable {
    private final boolean fixed;

    Fixed(LuaTable from) {
      for (var key : from.keys()) {
        super.rawset(key, from.get(key));
      }
      fixed = true;
    }

    @Override
    public void rawset(int key, LuaValue value) {
      require();
      super.rawset(key, value);
    }

    @Override
    public void rawset(LuaValue key, LuaValue value) {
      require();
      super.rawset(key, value);
    }

    @Override
    public void set(int key, LuaValue value) {
      require();
      super.set(key, value);
    }

    @Override
    public void set(LuaValue key, LuaValue value) {
      require();
      super.set(key, value);
    }

    @Override
    public LuaValue setmetatable(LuaValue metatable) {
      require();
      return super.setmetatable(metatable);
    }

    private void require() {
      if (fixed) {
        throw new LuaError("this table cannot be changed");
      }
    }
  }

  /// `string.rep` with a limit; one call could fill the memory.
  static void install(Globals world, int repeatedMax) {
    var string = (LuaTable) world.get("string");
    var repeat = string.get("rep");
    string.set(
        "rep",
        new TwoArgFunction() {
          @Override
          public LuaValue call(LuaValue text, LuaValue times) {
            if ((long) text.checkstring().length() * times.checkint() > repeatedMax) {
              throw new LuaError("string.rep: the result is longer than " + repeatedMax);
            }
            return repeat.call(text, times);
          }
        });
    string.set("dump", LuaValue.NIL);
  }

  /// `os.time` of a table of fields, as of UTC. A rule is about the object, so there is no now.
  static LuaTable os() {
    var os = new LuaTable();
    os.set(
        "time",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue fields) {
            var table = fields.checktable();
            return LuaValue.valueOf(
                (double)
                    java.time.LocalDateTime.of(table.get("year").checkint(), 1, 1, 0, 0)
                        .plusMonths(table.get("month").checkint() - 1L)
                        .plusDays(table.get("day").checkint() - 1L)
                        .plusHours(table.get("hour").optint(12))
                        .plusMinutes(table.get("min").optint(0))
                        .plusSeconds(table.get("sec").optint(0))
                        .toEpochSecond(java.time.ZoneOffset.UTC));
          }
        });
    return os;
  }
}
