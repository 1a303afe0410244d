using System.Security.Cryptography;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Rows.Keyed;

namespace Trestle.Learners.Packages;

/// <summary>
/// Newer states of the keyed tables of packages, beside a route table: <c>tables/HASH/NAME.keyed</c>, with the hash of the package. A
/// package is answered with them as soon as they are there, and with its own tables when they are gone.
/// </summary>
/// <param name="folder">The folder of the route table.</param>
public sealed class NewerTables(string folder)
{
    private const string Tables = "tables";

    /// <summary>The folder of the route table.</summary>
    public string Folder => folder;

    /// <summary>The name of a table's file in a package.</summary>
    public static string PartOf(string table) => PackageFiles.Keyed(table);

    /// <summary>The file of a newer state of a package's table.</summary>
    public string FileOf(ContentHash package, string table) =>
        Path.Combine(folder, Tables, package.ToString(), Path.GetFileName(PackageFiles.Keyed(table)));

    /// <summary>The content of the file of a table: the SHA-256 of the table, then the table.</summary>
    public static byte[] Sealed(ReadOnlySpan<byte> table) => [.. SHA256.HashData(table), .. table];

    /// <summary>The newer state of a table that is there; null when there is none. Error TR1512 for one that cannot be read.</summary>
    public ReadOnlyMemory<byte>? Find(ContentHash package, string table) =>
        new FileInfo(FileOf(package, table)) is { Exists: true } file ? Read(file) : default(ReadOnlyMemory<byte>?);

    /// <summary>When the newer states that are there for a package were written, by table.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> WrittenAt(ModelPackage package) => Files(package).ToDictionary(
        entry => entry.Table, entry => new DateTimeOffset(entry.File.LastWriteTimeUtc, TimeSpan.Zero), StringComparer.Ordinal);

    /// <summary>What is there for a package: names, sizes and times. Cheap to ask for, and another one after each change.</summary>
    public string State(ModelPackage package) => string.Join('\n', Files(package).Select(
        entry => $"{entry.Table} {entry.File.Length} {entry.File.LastWriteTimeUtc.Ticks}"));

    /// <summary>
    /// The package with the newer states that are there. Error TR1512 or TR2350 for one that cannot be read, TR2353 for one that does
    /// not fit.
    /// </summary>
    public ModelPackage Apply(ModelPackage package) => package.With(Files(package).ToDictionary(
        entry => entry.Table, entry => KeyedTable.Open(Read(entry.File), entry.Table), StringComparer.Ordinal));

    private IEnumerable<(string Table, FileInfo File)> Files(ModelPackage package) => package.Tables.Keys
        .Order(StringComparer.Ordinal)
        .Select(table => (Table: table, File: new FileInfo(FileOf(package.Hash, table))))
        .Where(entry => entry.File.Exists);

    private static ReadOnlyMemory<byte> Read(FileInfo file)
    {
        try
        {
            var content = file.Length <= PackageFiles.Limit(PackageFiles.KeyedFolder) ? File.ReadAllBytes(file.FullName).AsMemory()
                : throw new TrestleException(PackageErrors.TableUnreadable(file.FullName, "it is too large"));
            return content.Length >= SHA256.HashSizeInBytes
                && SHA256.HashData(content.Span[SHA256.HashSizeInBytes..]).AsSpan().SequenceEqual(content.Span[..SHA256.HashSizeInBytes])
                ? content[SHA256.HashSizeInBytes..]
                : throw new TrestleException(PackageErrors.TableUnreadable(file.FullName, "it is damaged"));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(PackageErrors.TableUnreadable(file.FullName, failed.Message), inner: failed);
        }
    }
}
