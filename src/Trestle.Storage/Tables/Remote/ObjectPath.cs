using System.Text;
using System.Text.RegularExpressions;

namespace Trestle.Storage.Tables.Remote;

/// <summary>
/// Objects of a store by an address such as <c>s3://bucket/2024/*.parquet</c> or <c>azure://account/container/2024/*.parquet</c>.
/// </summary>
/// <param name="Scheme">What it begins with.</param>
/// <param name="Bucket">The bucket; of Azure the account and the container, with a slash between them.</param>
/// <param name="Key">The name of one object, or a pattern: <c>*</c> and <c>?</c> within a folder, <c>**</c> across folders.</param>
public sealed partial record ObjectPath(string Scheme, string Bucket, string Key)
{
    /// <summary>What addresses of Azure's blobs begin with.</summary>
    public const string Azure = "azure";

    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>What all names begin with.</summary>
    public string Prefix => Key.IndexOfAny(Wildcards) is >= 0 and var at ? Key[..at] : Key;

    /// <summary>An address of one of the schemes; null for any other path.</summary>
    public static ObjectPath? Parse(string path, params ReadOnlySpan<string> schemes)
    {
        var found = path.StartsWith($"{Azure}://", StringComparison.Ordinal) ? AzureForm().Match(path) : Form().Match(path);
        return found.Success && schemes.Contains(found.Groups[1].Value)
            ? new ObjectPath(found.Groups[1].Value, found.Groups[2].Value, found.Groups[3].Value)
            : null;
    }

    /// <summary>Says of a name whether its object is meant; one that ends in a slash stands for a folder.</summary>
    internal Func<string, bool> Matcher()
    {
        var pattern = Pattern();
        return name => pattern.IsMatch(name) && !name.EndsWith('/');
    }

    /// <summary>What was found, in ordinal order; nothing is an error (TR2332).</summary>
    internal IReadOnlyList<StoredObject> InOrder(IReadOnlyCollection<StoredObject> found) => found.Count > 0
        ? [.. found.OrderBy(item => item.Name, StringComparer.Ordinal)]
        : throw RemoteErrors.NoObjects($"{this}").Thrown();

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}://{Bucket}/{Key}";

    private Regex Pattern()
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < Key.Length; i++)
        {
            var isDeep = Key[i] == '*' && i + 1 < Key.Length && Key[i + 1] == '*';
            pattern.Append(isDeep ? ".*" : Key[i] == '*' ? "[^/]*" : Key[i] == '?' ? "[^/]" : Regex.Escape(Key[i].ToString()));
            i += isDeep ? 1 : 0;
        }

        return new Regex(pattern.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    [GeneratedRegex(@"^([a-z0-9]+)://([^/]+)/(.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"^(azure)://([a-z0-9-]+/[a-z0-9$-]+)/(.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex AzureForm();
}

/// <summary>An object of a store.</summary>
/// <param name="Name">Its name, its folders included.</param>
/// <param name="Tag">What changes with its content.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StoredObject(string Name, string Tag, long Bytes);

/// <summary>A store of objects, from which some are read.</summary>
public interface IObjectStore : IDisposable
{
    /// <summary>The objects that the path means, in ordinal order.</summary>
    Task<IReadOnlyList<StoredObject>> ListAsync(CancellationToken cancellation);

    /// <summary>Fetches an object into a new file; one that was changed since it was listed is an error (TR2333).</summary>
    Task FetchAsync(StoredObject item, string file, CancellationToken cancellation);
}
