using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Finds the files that paths and patterns name.</summary>
internal static class SourcePaths
{
    private static readonly char[] Wildcards = ['*', '?', '['];

    /// <summary>The files in order of the paths; those of one pattern in ordinal order. A path without files is an error.</summary>
    public static IReadOnlyList<string> Find(Session session, IEnumerable<string> paths, CancellationToken cancellation)
    {
        var files = paths.SelectMany(path => Find(session, path, cancellation)).ToList();
        return files.Count > 0 ? files : throw StorageErrors.NoSuchFile("").Thrown();
    }

    private static List<string> Find(Session session, string path, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        var found = path.IndexOfAny(Wildcards) < 0
            ? []
            : session.Pairs($"SELECT file, '' FROM glob({Sql.Text(path)})", cancellation).Select(pair => pair.First)
                .Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw StorageErrors.NoSuchFile(path).Thrown();
    }
}
