using System.Text;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;

namespace Trestle.Learners.Packages;

/// <summary>SHA256SUMS: one line per file as <c>sha256sum</c> writes and checks them, in ordinal order of the names.</summary>
internal static class Checksums
{
    /// <summary>The checksums of files in ordinal order of their names.</summary>
    public static byte[] Of(IEnumerable<PackageFile> files) =>
        Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{ContentHash.Of(file.Content.Span)}  {file.Name}\n")));

    /// <summary>Throws unless every file is listed with its hash and nothing else is listed; a changed file is named.</summary>
    public static void Verify(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string path)
    {
        if (!files.TryGetValue(PackageFiles.Sums, out var sums))
        {
            throw Bad(path, "it is missing");
        }

        var listed = Parse(Encoding.UTF8.GetString(sums.Span), path);
        if (listed.Keys.FirstOrDefault(name => !files.ContainsKey(name)) is { } missing)
        {
            throw Bad(path, $"'{missing}' is listed but missing");
        }

        foreach (var (name, content) in files.Where(file => file.Key != PackageFiles.Sums))
        {
            if (!listed.TryGetValue(name, out var hash))
            {
                throw Bad(path, $"'{name}' is not listed");
            }

            if (ContentHash.Of(content.Span).ToString() != hash)
            {
                throw new TrestleException(PackageErrors.Changed(path, name));
            }
        }

        var summed = files.Where(file => file.Key != PackageFiles.Sums)
            .Select(file => new PackageFile(file.Key, file.Value))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        if (!sums.Span.SequenceEqual(Of(summed)))
        {
            throw Bad(path, "its lines are not in order");
        }
    }

    private static Dictionary<string, string> Parse(string sums, string path)
    {
        const int HashLength = 64;
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in sums.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length < HashLength + 3 || line[HashLength..(HashLength + 2)] != "  "
                || PackageFiles.Fault(line[(HashLength + 2)..]) is not null || !listed.TryAdd(line[(HashLength + 2)..], line[..HashLength]))
            {
                throw Bad(path, $"line {listed.Count + 1} is not a hash and a name");
            }
        }

        return listed;
    }

    private static TrestleException Bad(string path, string reason) => new(PackageErrors.BadSums(path, reason));
}
