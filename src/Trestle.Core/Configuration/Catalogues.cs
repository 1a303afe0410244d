namespace Trestle.Core.Configuration;

/// <summary>
/// Which types may stand where a setting is of an interface or abstract type, under which names. The binder, the reference
/// and the schema share one instance.
/// </summary>
public sealed class Catalogues
{
    private readonly Dictionary<Type, Catalogue> catalogues = [];

    /// <summary>No catalogue: for settings without alternatives.</summary>
    public static Catalogues None { get; } = new();

    /// <summary>Registers the implementations of <typeparamref name="T"/>.</summary>
    /// <param name="noun">What one entry is called in messages: "step".</param>
    /// <param name="entries">Name in the file, in kebab-case, and the record of its settings.</param>
    /// <returns>These catalogues, to go on.</returns>
    public Catalogues Add<T>(string noun, IEnumerable<KeyValuePair<string, Type>> entries)
    {
        var sorted = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var (name, type) in entries)
        {
            if (!type.IsAssignableTo(typeof(T)) || type.IsAbstract)
            {
                throw new ArgumentException($"'{name}': {type} is no {typeof(T)} that can be made", nameof(entries));
            }

            sorted.Add(name, type);
        }

        catalogues.Add(typeof(T), new Catalogue(noun, sorted));
        return this;
    }

    internal Catalogue Of(Type type) => catalogues.TryGetValue(type, out var catalogue)
        ? catalogue
        : throw new InvalidOperationException($"no catalogue says what may stand for {type}");
}

/// <summary>The entries of one catalogue, ordered by name.</summary>
internal sealed record Catalogue(string Noun, IReadOnlyDictionary<string, Type> Entries);
