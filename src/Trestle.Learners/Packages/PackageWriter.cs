using System.Text.Json;

using Trestle.Core.Errors;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>
/// Writes packages. The bytes depend on the contents alone, on every machine. Contents that do not fit each other are rejected before
/// anything is written (TR1506, TR1508, TR1509).
/// </summary>
public static class PackageWriter
{
    private static readonly PackageFile[] NoFiles = [];

    /// <summary>The bytes of the package's file.</summary>
    public static byte[] Bytes(PackageContents contents) => StoredZip.Write(Files(contents));

    /// <summary>Writes the package file, completely or not at all; an existing one is replaced.</summary>
    public static void WriteFile(PackageContents contents, string path)
    {
        var bytes = Bytes(contents);
        Writing(path, () =>
        {
            var temporary = $"{Path.GetFullPath(path)}.{Guid.NewGuid():N}.tmp";
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
                {
                    stream.Write(bytes);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        });
    }

    /// <summary>Writes the package's files into a new or empty directory.</summary>
    public static void WriteDirectory(PackageContents contents, string directory)
    {
        var files = Files(contents);
        Writing(directory, () =>
        {
            if (Directory.CreateDirectory(directory).EnumerateFileSystemInfos().Any())
            {
                throw new TrestleException(PackageErrors.Unwritable(directory, "the directory is not empty"));
            }

            foreach (var file in files)
            {
                var path = Path.Combine(directory, file.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, file.Content.Span);
            }
        });
    }

    /// <summary>All files including the checksums, in ordinal order of their names.</summary>
    private static PackageFile[] Files(PackageContents contents)
    {
        var model = PackageFiles.Model(contents.Learner, contents.Model);
        PackageFile[] files =
        [
            new(PackageFiles.Contract, PackageJson.Write(contents.Contract)),
            new(PackageFiles.Plan, PlanJson.Write(contents.Plan)),
            new(model, contents.Model),
            .. contents.Conformal is { } conformal ? [new PackageFile(PackageFiles.Conformal, PackageJson.Write(conformal))] : NoFiles,
            .. contents.Tables.Select(table => new PackageFile(PackageFiles.Keyed(table.Key), table.Value)),
            .. contents.Documents.Select(document => new PackageFile(document.Key, document.Value)),
        ];
        var manifest = new Manifest
        {
            Format = contents.Values is null ? Manifest.CurrentFormat : Manifest.ValueFormat,
            Name = contents.Name,
            Task = contents.Contract.Task,
            Classes = contents.Contract.Classes,
            Target = contents.Contract.Target,
            Learner = contents.Learner,
            Model = model,
            Threshold = contents.Threshold,
            Values = contents.Values,
            Code = contents.Code,
            Files = [.. files.Select(file => file.Name).Append(PackageFiles.Manifest).Order(StringComparer.Ordinal)],
        };
        Check(contents, manifest);
        files = Sorted([.. files, new PackageFile(PackageFiles.Manifest, PackageJson.Write(manifest))]);
        return Sorted([.. files, new PackageFile(PackageFiles.Sums, Checksums.Of(files))]);
    }

    private static PackageFile[] Sorted(IEnumerable<PackageFile> files) => [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];

    private static void Check(PackageContents contents, Manifest manifest)
    {
        var model = LearnerCatalog.Format(contents.Learner).Load(contents.Model);
        if (PackageConsistency.Fault(manifest, contents.Contract, contents.Plan, model) is { } fault)
        {
            throw new TrestleException(PackageErrors.DoNotFit(contents.Name, fault));
        }

        contents.Plan.With(
            contents.Tables.ToDictionary(table => table.Key, table => KeyedTable.Open(table.Value, table.Key), StringComparer.Ordinal));
        if (contents.Conformal?.Fault(contents.Contract.Task, contents.Contract.Classes.Count) is { } bad)
        {
            throw new TrestleException(PackageErrors.DoNotFit(contents.Name, bad));
        }

        string[] own =
        [
            PackageFiles.Manifest, PackageFiles.Contract, PackageFiles.Plan, PackageFiles.Sums, PackageFiles.Conformal, manifest.Model,
        ];
        bool IsOwn(string name) => own.Contains(name) || PackageFiles.TableOf(name) is not null;
        foreach (var (name, content) in contents.Documents)
        {
            if (PackageFiles.Fault(name) is { } odd)
            {
                throw new TrestleException(PackageErrors.BadName(contents.Name, name, odd));
            }

            if (IsOwn(name) || (name.EndsWith(".json", StringComparison.Ordinal) && !IsJson(content)))
            {
                throw new TrestleException(PackageErrors.BadDocument(
                    contents.Name, name, IsOwn(name) ? "it is one of the package's own files" : "it is not JSON"));
            }
        }
    }

    private static bool IsJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Writing(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(PackageErrors.Unwritable(path, failed.Message), inner: failed);
        }
    }
}
