using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables.Lineage;

namespace Trestle.Stages.Curate;

/// <summary>
/// Gathers what people should know of the tables: what the configuration says, what looks personal, and what each column is used for.
/// </summary>
internal sealed class CatalogueBuilder(UnitContext context, Contract contract, CancellationToken cancellation)
{
    /// <summary>Blocks of rows whose values are looked at.</summary>
    private const int Blocks = 8;

    /// <summary>Texts that are looked at, at most: of very many columns, fewer rows.</summary>
    private const int MostTexts = 4_000_000;
    private const int FewestRows = 200;

    /// <summary>Different values that a column must have for its name to count.</summary>
    private const int FewestDistinct = 20;

    private readonly CatalogueSettings settings = context.Read(CatalogueSettings.Section);
    private readonly TableSettings table = context.Read(Section.Table);
    private readonly PersonalDataFinder finder = new();
    private readonly List<string> doubts = [];
    private readonly List<(TableColumn Column, PersonalData Kind)> personal = [];

    /// <summary>The catalogue. Error TR0552 for a column, TR0553 for a table that is not there.</summary>
    public Catalogue Make(IReadOnlyList<Join> joins, IReadOnlyList<DerivedColumn> derived)
    {
        Check();
        var raw = context.Read(Artifact.RawTable);
        var uses = new ColumnUses(contract, table, context.Read(LabelSettings.Section)?.Columns ?? [], joins, derived);
        var tables = new List<CatalogueEntry> { Entry(TableSource.Main, settings.Main, raw, contract, uses.OfMain) };

        // What a query makes of other tables comes after them, because it may be as personal as they are.
        foreach (var (name, columns) in (contract.Tables ?? new Dictionary<string, Contract>())
            .OrderBy(other => raw.Tables![other.Key].MadeFrom is not null).ThenBy(other => other.Key, StringComparer.Ordinal))
        {
            tables.Add(Entry(
                name, settings.Tables.GetValueOrDefault(name) ?? new CatalogueTable(), raw.Tables![name], columns,
                column => uses.OfOther(name, column)));
            personal.AddRange(tables[^1].Columns.Where(column => column.Personal != PersonalData.None)
                .Select(column => (new TableColumn(name, column.Name), column.Personal)));
        }

        CheckAge();
        return new Catalogue(tables, doubts);
    }

    private CatalogueEntry Entry(
        string name, CatalogueTable said, RawTable raw, Contract columns, Func<string, IReadOnlyList<string>> uses)
    {
        var values = Sample(raw, columns);
        return new CatalogueEntry
        {
            Table = name,
            Description = said.Description,
            Owner = said.Owner,
            Licence = said.Licence,
            Retention = said.Retention is { } length ? Duration.Print(length) : null,
            Tags = said.Tags,
            Columns = [.. columns.Columns.Select(column => Field(
                name, column, raw.MadeFrom?.Columns.FirstOrDefault(made => made.Name == column.Name),
                said.Columns.GetValueOrDefault(column.Name) ?? new CatalogueColumn(),
                values.GetValueOrDefault(column.Name) ?? [], uses(column.Name)))],
        };
    }

    private CatalogueField Field(
        string of, ColumnContract column, ColumnOrigin? origin, CatalogueColumn said, IReadOnlyList<string> values,
        IReadOnlyList<string> uses)
    {
        // A column with few values says something about persons, but does not tell them apart: phone_service, yes or no.
        var named = column.Distinct < FewestDistinct ? PersonalData.None : PersonalDataFinder.ByName(column.Name);
        var shape = said.Pii is null ? finder.ByShape(values) : PersonalData.None;
        var (kind, by) = said.Pii is { } declared ? (declared, "declared")
            : shape != PersonalData.None ? (shape, "by its values")
            : named == PersonalData.None && column.Distinct >= FewestDistinct
                && personal.FirstOrDefault(one => origin?.From.Contains(one.Column) == true) is { Column: { } from, Kind: var made }
                ? (made, $"made from {from}")
            : (named, "by its name");
        if (said.Pii is null && kind != PersonalData.None && !column.Private)
        {
            var place = of == TableSource.Main ? "" : $"{of}.";
            doubts.Add(
                $"{place}{column.Name} looks like personal data ({Words(kind)}, {by}): set private, or catalogue, pii: none if it is not");
        }

        return new CatalogueField
        {
            Name = column.Name,
            Description = said.Description,
            Owner = said.Owner,
            Tags = said.Tags,
            Personal = kind,
            PersonalBy = kind == PersonalData.None ? null : by,
            Private = column.Private,
            MadeFrom = origin is null ? null : [.. origin.From.Select(from => from.ToString())],
            Uses = uses,
        };
    }

    /// <summary>A kind of personal data for people: "birth date".</summary>
    internal static string Words(PersonalData kind) => kind switch
    {
        PersonalData.Email => "e-mail address",
        PersonalData.IpAddress => "IP address",
        PersonalData.BirthDate => "birth date",
        PersonalData.NationalId => "national id",
        PersonalData.BankAccount => "bank account",
        PersonalData.PaymentCard => "payment card",
        PersonalData.Other => "personal data",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether texts can have the shape of personal data: no boolean has it, and no number with decimals.</summary>
    private static bool MayBePersonal(ColumnContract? column) =>
        column is not ({ Type: ColumnType.Boolean } or { Type: ColumnType.Number, Whole: false, Min: not null });

    /// <summary>The texts of the first rows, by column.</summary>
    private Dictionary<string, List<string>> Sample(RawTable raw, Contract columns)
    {
        var rows = RawRows.Open(context, raw, cancellation);
        var found = rows.Columns.Where(column => column.Kind == ColumnKind.Text && MayBePersonal(columns.Find(column.Name)))
            .ToDictionary(column => column.Name, _ => new List<string>(), StringComparer.Ordinal);
        var left = found.Count == 0 ? 0 : Math.Min(Blocks * RowBlock.Size, Math.Max(FewestRows, MostTexts / found.Count));
        foreach (var block in left == 0 ? [] : rows.ScanColumns([.. found.Keys], cancellation))
        {
            var looked = Math.Min(left, block.Rows);
            foreach (var (name, values) in found)
            {
                var tokens = columns.Find(name) is { } column ? columns.NullTokensOf(column) : columns.NullTokens;
                foreach (var text in block.Texts(block.Schema.Find(name))[..looked])
                {
                    if (text is not null && !ValueParser.IsNull(text, tokens))
                    {
                        values.Add(text);
                    }
                }
            }

            left -= looked;
            if (left == 0)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Rows that are older than they may be kept, measured from the latest one.</summary>
    private void CheckAge()
    {
        if (settings.Main.Retention is { } most && table.Time is { } time
            && contract.Find(time) is { Type: ColumnType.Date, Min: { } first, Max: { } last } && last - first > most.TotalMicroseconds)
        {
            doubts.Add(
                $"rows from {DateTime.UnixEpoch.AddMicroseconds(first):yyyy-MM-dd} on, older than the retention of {Duration.Print(most)} "
                    + "before the latest one");
        }
    }

    private void Check()
    {
        string Where(string setting) => context.Project.Positions.Find(setting).ToString();
        var tables = contract.Tables ?? new Dictionary<string, Contract>();
        Problem[] problems =
        [
            .. Unknown(settings.Main, contract, null, Where("catalogue.columns")),
            .. settings.Tables.Keys.Where(name => !tables.ContainsKey(name))
                .Select(name => CurateErrors.UnknownCatalogueTable(name, [.. tables.Keys], Where($"catalogue.tables.{name}"))),
            .. settings.Tables.Where(entry => tables.ContainsKey(entry.Key)).SelectMany(
                entry => Unknown(entry.Value, tables[entry.Key], entry.Key, Where($"catalogue.tables.{entry.Key}.columns"))),
        ];
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }

    private static IEnumerable<Problem> Unknown(CatalogueTable said, Contract columns, string? name, string where) =>
        said.Columns.Keys.Where(column => columns.Find(column) is null).Select(column => CurateErrors.UnknownCatalogueColumn(
            column, name, [.. columns.Columns.Select(own => own.Name)], where));
}
