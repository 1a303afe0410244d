using Trestle.Learners.Packages;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>The result of predicting a table.</summary>
/// <param name="Rows">Rows with a prediction or a fault.</param>
/// <param name="Faults">Rows that break the contract: they have no prediction but a reason.</param>
/// <param name="Unreadable">Number of lines of the input that are not rows.</param>
/// <param name="Unread">The first of these lines.</param>
/// <param name="Package">The package that predicted.</param>
public sealed record InferResult(long Rows, long Faults, long Unreadable, IReadOnlyList<RejectedLine> Unread, string Package);

/// <summary>Stage 20: predicts a whole table, block by block on all cores, with memory that does not grow with the table.</summary>
public sealed class InferStage(Project project, RecordStore records)
{
    private const string JsonLines = "json-lines";

    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.Infer;

    /// <summary>What comes with each prediction.</summary>
    public Additions With { get; init; } = Additions.None;

    /// <summary>Columns of the input that name its rows in the output; null for the key of the project.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>
    /// Predicts every row of <paramref name="input"/> (CSV, Parquet, Arrow, JSON lines) into <paramref name="output"/>: the row's number or
    /// key, the prediction, the probabilities of a classification, and the fault of a row that breaks the contract. Rows are scored on
    /// <c>resources.Cores</c> threads; the output does not depend on their number.
    /// </summary>
    public async Task<InferResult> RunAsync(
        string model, string input, string output, Resources resources, Action<double, string> report, CancellationToken cancellation)
    {
        var sink = SinkCatalog.For(output);
        var file = await new ModelRegistry(project, records).PackageOfAsync(model, cancellation);
        var scorer = new Scorer(ModelPackage.Open(file));
        using var tables = resources.Tables(project);
        var settings = project.For(Stage);
        using var import = Open(project, tables, scorer.Package.Contract, input, cancellation);
        var predictions = new Predictions(
            scorer, Names ?? settings.Read(Section.Table).Key, import.Table.Schema, import.Types, With, output);
        var (done, faults) = (0L, 0L);
        IEnumerable<RowBlock> Blocks()
        {
            var raw = Numbered(import.Table.Scan(null, null, cancellation));
            foreach (var predicted in InOrder.Select(raw, part => predictions.Of(part.Block, part.Before), resources.Cores, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return predicted.Block;
                done += predicted.Block.Rows;
                faults += predicted.Faults;
                report((double)done / import.Table.Rows, $"{done:N0} of {import.Table.Rows:N0} rows");
            }
        }

        if (sink.OpensInSpreadsheets && settings.Read(InferSettings.Section).NeutraliseFormulas)
        {
            var cells = new FormulaCells(predictions.Schema);
            sink.Write(tables, cells.Schema, Blocks().Select(cells.Of), output, cancellation);
        }
        else
        {
            sink.Write(tables, predictions.Schema, Blocks(), output, cancellation);
        }

        return new InferResult(done, faults, import.RejectedCount, import.Rejected, Path.GetFileName(file));
    }

    /// <summary>Reads a file written like the training's; it must have the columns of the contract.</summary>
    internal static Import Open(Project project, TableEngine tables, Contract contract, string input, CancellationToken cancellation)
    {
        var trained = project.For(Stage).Read(SourceSettings.Section);
        var source = new SourceSettings
        {
            Path = [input],
            Delimiter = trained.Delimiter,
            Quote = trained.Quote,
            Escape = trained.Escape,
            Comment = trained.Comment,
            Encoding = trained.Encoding,
        };
        var import = StandardNames.For(
            contract, SourceCatalog.For(source, tables.FindFiles([input], cancellation), input).Read(tables, [input], source, cancellation),
            tables, cancellation);
        try
        {
            Check(contract, import, input);
            return import;
        }
        catch
        {
            import.Dispose();
            throw;
        }
    }

    /// <summary>Each block, and how many rows come before it.</summary>
    private static IEnumerable<(RowBlock Block, long Before)> Numbered(IEnumerable<RowBlock> blocks)
    {
        var before = 0L;
        foreach (var block in blocks)
        {
            yield return (block, before);
            before += block.Rows;
        }
    }

    /// <summary>
    /// Every column of the contract must be there. JSON leaves out what has no value, so there a column may be absent that may be
    /// missing, unless the file has a column that the model does not know.
    /// </summary>
    private static void Check(Contract contract, Import import, string input)
    {
        string[] present = [.. import.Table.Schema.Columns.Select(column => column.Name)];
        var absent = import.Files[0].Format == JsonLines
            ? ColumnCheck.Absent(contract with { Unused = contract.Unused ?? [] }, present).Select(column => column.Column)
            : ContractSteps.Features(contract).Where(column => !present.Contains(column.Name));
        var missing = absent.Select(column => InferErrors.MissingColumn(column.Name, present, input)).ToArray();
        if (missing.Length > 0)
        {
            throw new TrestleException(missing);
        }
    }
}
