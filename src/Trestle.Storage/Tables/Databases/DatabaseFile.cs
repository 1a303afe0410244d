namespace Trestle.Storage.Tables.Databases;

/// <summary>Databases in files: <c>sqlite:data/sales.db</c> is relative to the project, <c>sqlite:///data/sales.db</c> absolute.</summary>
internal static class DatabaseFile
{
    /// <summary>The path of the file.</summary>
    public static string PathOf(DatabaseQuery query)
    {
        var place = query.Address.Reveal()[(query.Address.Scheme.Length + 1)..].Split('?')[0];
        var path = place.StartsWith("//", StringComparison.Ordinal) ? place[2..] : place;
        return path.Length > 0 ? Path.Combine(query.Folder, Uri.UnescapeDataString(path))
            : throw DatabaseErrors.Malformed(query, "it names no file").Thrown();
    }
}
