using System.Text;

namespace Trestle.Core.Configuration;

/// <summary>
/// Reads a configuration file into a record of settings. All mistakes are reported together, each with its place and the nearest valid
/// value, in one <see cref="Errors.TrestleException"/>.
/// </summary>
/// <param name="model">Describes the records.</param>
/// <param name="environment">Returns the value of an environment variable, or null; by default from the process.</param>
public sealed class ConfigurationBinder(SettingModel model, Func<string, string?>? environment = null)
{
    private readonly Func<string, string?> environment = environment ?? Environment.GetEnvironmentVariable;

    /// <summary>Reads a file of at most 1 MB.</summary>
    public Bound<T> Read<T>(string file)
        where T : class => Parse<T>(ConfigurationText.Load(file), file);

    /// <summary>Reads a text; <paramref name="file"/> is the name used in messages.</summary>
    public Bound<T> Parse<T>(string text, string file)
        where T : class => Parse<T>(Encoding.UTF8.GetBytes(text), file);

    /// <summary>Reads the bytes of a file; <paramref name="file"/> is the name used in messages.</summary>
    public Bound<T> Parse<T>(ReadOnlySpan<byte> utf8, string file)
        where T : class
    {
        var mistakes = new Mistakes(file);
        var root = YamlReader.Read(ConfigurationText.Decode(utf8, file), mistakes);
        if (root is null or YamlText { IsNothing: true })
        {
            var at = mistakes.At(1, 1);
            throw mistakes.Stop(at, ConfigurationErrors.Empty(file));
        }

        var positions = new SourcePositions(file);
        var former = new FormerNames(mistakes);
        var value = new Binding(environment, mistakes, positions, former).Bind(model.Describe(typeof(T)), root);
        return mistakes.Any ? throw mistakes.AsException() : new Bound<T>((T)value!, positions, former.Notices);
    }
}
