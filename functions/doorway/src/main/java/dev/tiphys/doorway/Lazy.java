package dev.tiphys.doorway;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Made when it is first needed, once.
final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T made;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public T get() {
    var found = made;
    if (found == null) {
      synchronized (this) {
        found = made;
        if (found == null) {
          found = maker.get();
          made = found;
        }
      }
    }
    return found;
  }
}
