using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Csv;

/// <summary>Reads delimited text files.</summary>
internal sealed class CsvReader(TableEngine engine, CsvOptions options, CsvCut cut)
{
    private readonly Dictionary<string, string> encodings = new(StringComparer.Ordinal);
    private readonly HashSet<string> damaged = new(StringComparer.Ordinal);

    public Import Read(CancellationToken cancellation)
    {
        var paths = engine.FindFiles(options.Paths, cancellation);
        try
        {
            return Read(paths, cancellation);
        }
        catch (NotUtf8Exception found)
        {
            DetectEncodings(paths, found, cancellation);
        }

        try
        {
            return Read(paths, cancellation);
        }
        catch (NotUtf8Exception found)
        {
            throw found.Problem.Thrown(found);
        }
    }

    private Import Read(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var files = TableEngine.Explain(
            paths[0],
            () => paths.Select(path => CsvHead.Read(
                path, options, options.Encoding ?? encodings.GetValueOrDefault(path), damaged.Contains(path))).ToList());
        var union = ColumnUnion.Of(
            [.. files.Select(file => new FileColumns(file.Path, [.. file.Names, .. file.Folders.Select(folder => folder.Name)]))],
            options.Header ? options.Schema : SchemaMode.Strict);
        using var feed = new CsvFeed(files, union.Positions, union.Names.Count, cut, cancellation);
        var raw = engine.Temporary();
        var select = union.Names.Select((name, i) => $"c{i} AS {Sql.Name(name)}");
        TableEngine.Write(
            raw,
            () =>
            {
                engine.Rows.Run(
                    feed,
                    from => Sql.CopyToParquet($"SELECT {Sql.List(select)} FROM {from}", raw, union.Names),
                    cancellation);
                CheckRejected(feed, files);
            });
        return new Import(
            engine.Open(raw, union.Names, cancellation), feed.Files, feed.RejectedCount, feed.Rejected, [.. Notes(files), .. union.Notes]);
    }

    /// <summary>
    /// A file that turns out not to be UTF-8 has an encoding of one byte for each character, or is UTF-8 with damage in it; where neither
    /// is clear, it is refused.
    /// </summary>
    private void DetectEncodings(IReadOnlyList<string> paths, NotUtf8Exception found, CancellationToken cancellation)
    {
        foreach (var path in paths)
        {
            var (encoding, isDamaged) = EightBitText.Detect(path, cancellation);
            if (isDamaged)
            {
                damaged.Add(path);
            }
            else if (encoding is not null && options.Encoding is null)
            {
                encodings[path] = encoding;
            }
        }

        if (!encodings.ContainsKey(found.Path) && !damaged.Contains(found.Path))
        {
            throw found.Problem.Thrown(found);
        }
    }

    /// <summary>When most lines are not rows, the file is read wrongly.</summary>
    private static void CheckRejected(CsvFeed feed, List<CsvLayout> files)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var (file, broken) = (feed.Files[i], feed.Broken[i]);
            if (broken > file.Rows)
            {
                var first = feed.Rejected.FirstOrDefault(line => line.Path == file.Path && line.Reason != CsvLayout.RepeatsHeader);
                throw CsvErrors.MostLinesRejected(file.Path, broken, file.Rows, first, files[i].Advice).Thrown();
            }
        }
    }

    /// <summary>The notes of all files; one that many share is told once.</summary>
    private IEnumerable<string> Notes(List<CsvLayout> files) =>
        files.SelectMany(file => file.Notes.Concat(EncodingNote(file)).Select(note => (file.Path, Note: note)))
            .GroupBy(pair => pair.Note, pair => Path.GetFileName(pair.Path))
            .Select(group => group.Count() == 1 ? $"{group.First()}: {group.Key}"
                : $"{group.First()} and {group.Count() - 1} more: {group.Key}");

    private IEnumerable<string> EncodingNote(CsvLayout file) =>
        encodings.ContainsKey(file.Path) ? [$"it is not UTF-8, and is read as {file.Encoding}"] : [];
}
