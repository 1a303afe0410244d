using System.Text;

using Trestle.Core.Errors;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>
/// Writes packages. What is written depends on the contents alone: the same contents give the same bytes on every machine.
/// Contents that do not fit each other are refused before anything is written (TR1508, TR1510).
/// </summary>
public static class PackageWriter
{
    /// <summary>The bytes of the package's file.</summary>
    public static byte[] Bytes(PackageContents contents) => StoredZip.Write(Files(contents));

    /// <summary>Writes the package's file, whole or not at all; one that is there is replaced.</summary>
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

    /// <summary>Writes the package's files into a directory that is new or empty.</summary>
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

    /// <summary>All files in ordinal order of their names, the checksums among them.</summary>
    private static PackageFile[] Files(PackageContents contents)
    {
        var model = contents.Model.Save();
        var modelFile = PackageFiles.Model(contents.Learner, model);
        var manifest = new Manifest
        {
            Format = Manifest.CurrentFormat,
            Name = contents.Name,
            Task = contents.Contract.Task,
            Classes = contents.Contract.Classes,
            Target = contents.Contract.Target,
            Learner = contents.Learner,
            Model = modelFile,
            Threshold = contents.Threshold,
            CodeVersion = contents.CodeVersion,
            Files = [.. PackageFiles.Required.Append(modelFile).Order(StringComparer.Ordinal)],
        };
        Check(contents, manifest);
        PackageFile[] files =
        [
            new(PackageFiles.Manifest, PackageJson.Write(manifest)),
            new(PackageFiles.Contract, PackageJson.Write(contents.Contract)),
            new(PackageFiles.Plan, PlanJson.Write(contents.Plan)),
            new(modelFile, model),
            new(PackageFiles.Metrics, contents.Metrics),
            new(PackageFiles.Lineage, contents.Lineage),
            new(PackageFiles.Choice, contents.Choice),
            new(PackageFiles.Card, Encoding.UTF8.GetBytes(contents.Card)),
            new(PackageFiles.Samples, SampleLines.Write(contents.Samples, contents.Plan, contents.Model.Outputs)),
        ];
        return [.. files.Append(new PackageFile(PackageFiles.Sums, Checksums.Of(files.OrderBy(Name, StringComparer.Ordinal)))).OrderBy(Name, StringComparer.Ordinal)];
    }

    private static string Name(PackageFile file) => file.Name;

    private static void Check(PackageContents contents, Manifest manifest)
    {
        if (Fitness.Fault(manifest, contents.Contract, contents.Plan, contents.Model) is { } fault)
        {
            throw new TrestleException(PackageErrors.DoNotFit(contents.Name, fault));
        }

        foreach (var (name, document) in new[]
        {
            (PackageFiles.Metrics, contents.Metrics), (PackageFiles.Lineage, contents.Lineage), (PackageFiles.Choice, contents.Choice),
        })
        {
            if (!PackageJson.IsJson(document))
            {
                throw new TrestleException(PackageErrors.BadContents($"what is given for {name} is not JSON", "one JSON document"));
            }
        }

        if (contents.Samples.Scores.Length != contents.Samples.Rows.Rows * contents.Model.Outputs)
        {
            throw new TrestleException(PackageErrors.BadContents(
                $"{contents.Samples.Rows.Rows} samples have {contents.Samples.Scores.Length} scores", $"{contents.Model.Outputs} a row"));
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
