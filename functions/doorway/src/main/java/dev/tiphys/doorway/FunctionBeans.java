package dev.tiphys.doorway;

import dev.tiphys.log.LogFailure.Rejected;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.GenericTypeAwareAutowireCandidateResolver;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The beans of one function, as its configuration classes declare them.
///
/// An application context, and the catalog of Spring Cloud Function above it, cost a process that
/// starts more than its first event does, and a function that sleeps pays that each time. So this
/// reads `@Bean` methods, `@Import` and `@Lazy` itself, and leaves making, injecting and closing
/// beans to Spring's own bean factory. The same classes work in a context.
final class FunctionBeans implements AutoCloseable {
  private final DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
  private final Set<Class<?>> known = new HashSet<>();

  FunctionBeans() {
    factory.setAutowireCandidateResolver(new GenericTypeAwareAutowireCandidateResolver());
  }

  /// Adds the beans of `configuration` and of the classes that it imports.
  FunctionBeans with(Class<?> configuration) {
    if (!known.add(configuration)) {
      return this;
    }
    var imports = configuration.getAnnotation(Import.class);
    if (imports != null) {
      for (var imported : imports.value()) {
        with(imported);
      }
    }
    factory.registerBeanDefinition(configuration.getName(), new RootBeanDefinition(configuration));
    for (var method : configuration.getDeclaredMethods()) {
      var bean = method.getAnnotation(Bean.class);
      if (bean != null) {
        factory.registerBeanDefinition(method.getName(), definition(configuration, method, bean));
      }
    }
    return this;
  }

  /// Adds a bean that somebody else makes.
  <T> FunctionBeans with(Class<T> type, Supplier<T> maker) {
    factory.registerBeanDefinition(type.getName(), new RootBeanDefinition(type, maker));
    return this;
  }

  private static RootBeanDefinition definition(
      Class<?> configuration, Method method, Bean annotation) {
    var definition = new RootBeanDefinition();
    definition.setFactoryBeanName(configuration.getName());
    definition.setUniqueFactoryMethodName(method.getName());
    definition.setResolvedFactoryMethod(method);
    definition.setAutowireMode(AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR);
    definition.setLazyInit(method.isAnnotationPresent(Lazy.class));
    // Nothing to close is said by the empty text; the rest is found out, as in a context.
    definition.setDestroyMethodName(
        annotation.destroyMethod().isEmpty() ? null : annotation.destroyMethod());
    return definition;
  }

  /// The bean that a function is called by.
  ///
  /// @throws Rejected if there is none of that name
  <T> T function(String name, Class<T> type) {
    if (!factory.containsBean(name)) {
      throw new Rejected("there is no function '%s'".formatted(name));
    }
    return factory.getBean(name, type);
  }

  /// The one bean of that type.
  <T> T get(Class<T> type) {
    return factory.getBean(type);
  }

  /// Closes what was made, in the reverse order.
  @Override
  public void close() {
    factory.destroySingletons();
  }
}
