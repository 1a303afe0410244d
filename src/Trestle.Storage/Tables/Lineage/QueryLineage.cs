using System.Text.Json;

namespace Trestle.Storage.Tables.Lineage;

/// <summary>
/// Finds the columns that each column of a query's result is made of, in the syntax tree that DuckDB gives for it. Names are resolved as
/// DuckDB does, and to more than one column where it might decide otherwise; of what is not known here, nothing is told.
/// </summary>
internal sealed class QueryLineage(IReadOnlyDictionary<string, IReadOnlyList<Field>> database)
{
    /// <summary>Of a deeper tree nothing is told; a person's query has some tens of levels.</summary>
    private const int MostLevels = 500;

    private readonly HashSet<TableColumn> rows = [];

    /// <summary>What a query's columns are made of.</summary>
    /// <param name="syntax">The query, by <c>json_serialize_sql</c>.</param>
    /// <param name="tables">The tables that it can read, with their columns as the query names them.</param>
    /// <param name="names">The columns of its result.</param>
    public static QueryOrigins Of(
        string syntax, IReadOnlyDictionary<string, IReadOnlyList<(string Name, TableColumn Column)>> tables, IReadOnlyList<string> names)
    {
        try
        {
            using var document = JsonDocument.Parse(syntax, new JsonDocumentOptions { MaxDepth = MostLevels });
            var known = tables.ToDictionary(
                table => table.Key,
                table => (IReadOnlyList<Field>)[.. table.Value.Select(column => new Field(column.Name, [column.Column]))],
                StringComparer.OrdinalIgnoreCase);
            var lineage = new QueryLineage(known);
            var fields = document.RootElement.Items("statements") is [var only] && only.Child("node") is { } node
                ? lineage.Query(node, null, known, lineage.rows) : [];
            if (Fit(fields, names))
            {
                return new QueryOrigins(
                    [.. fields.Zip(names, (field, name) => new ColumnOrigin(name, Ordered(field.From)))], Ordered(lineage.rows), true);
            }
        }
        catch (Exception untold) when (untold is UnknownOriginException or JsonException)
        {
            // Said by the answer.
        }

        var all = Ordered(tables.Values.SelectMany(columns => columns.Select(column => column.Column)));
        return new QueryOrigins([.. names.Select(name => new ColumnOrigin(name, all))], all, false);
    }

    /// <summary>Whether the columns are those that DuckDB finds; it adds a number to a name that occurs twice.</summary>
    private static bool Fit(IReadOnlyList<Field> fields, IReadOnlyList<string> names) =>
        fields.Count == names.Count && fields.Count > 0 && fields.Zip(names).All(pair =>
            pair.First.Name is null || pair.Second.StartsWith(pair.First.Name, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<TableColumn> Ordered(IEnumerable<TableColumn> columns) =>
    [
        .. columns.Distinct().OrderBy(column => column.Table, StringComparer.Ordinal)
            .ThenBy(column => column.Column, StringComparer.Ordinal),
    ];

    private IReadOnlyList<Field> Query(
        JsonElement node, Scope? outer, IReadOnlyDictionary<string, IReadOnlyList<Field>> tables, HashSet<TableColumn> deciding)
    {
        tables = With(node, outer, tables, deciding);
        return node.Text("type") switch
        {
            "SELECT_NODE" => Select(node, outer, tables, deciding),
            "SET_OPERATION_NODE" => Set(node, outer, tables, deciding),
            "RECURSIVE_CTE_NODE" => Recursive(node, outer, tables, deciding),
            _ => throw new UnknownOriginException(),
        };
    }

    /// <summary>The tables with those of WITH, each of which sees the ones before it.</summary>
    private IReadOnlyDictionary<string, IReadOnlyList<Field>> With(
        JsonElement node, Scope? outer, IReadOnlyDictionary<string, IReadOnlyList<Field>> tables, HashSet<TableColumn> deciding)
    {
        var all = new Dictionary<string, IReadOnlyList<Field>>(tables, StringComparer.OrdinalIgnoreCase);
        foreach (var entry in node.Child("cte_map")?.Items("map") ?? [])
        {
            var value = entry.Child("value") ?? throw new UnknownOriginException();
            all[entry.Text("key")] = Renamed(Query(Node(value, "query"), outer, all, deciding), value.Texts("aliases"));
        }

        return all;
    }

    private IReadOnlyList<Field> Set(
        JsonElement node, Scope? outer, IReadOnlyDictionary<string, IReadOnlyList<Field>> tables, HashSet<TableColumn> deciding)
    {
        var left = Query(Child(node, "left"), outer, tables, deciding);
        var right = Query(Child(node, "right"), outer, tables, deciding);
        var fields = node.Text("setop_type") switch
        {
            "UNION" or "INTERSECT" when left.Count == right.Count => Both(left, right),
            "EXCEPT" when left.Count == right.Count => left,
            "UNION_BY_NAME" when left.Concat(right).All(field => field.Name is not null) =>
            [
                .. left.Concat(right).GroupBy(field => field.Name!, StringComparer.OrdinalIgnoreCase)
                    .Select(same => new Field(same.Key, [.. same.SelectMany(field => field.From)])),
            ],
            _ => throw new UnknownOriginException(),
        };
        if (!(node.Text("setop_type").StartsWith("UNION", StringComparison.Ordinal) && node.Is("setop_all")))
        {
            deciding.UnionWith(left.Concat(right).SelectMany(field => field.From));
        }

        var scope = new Scope(outer, tables);
        scope.Relations.Add(new Relation("", fields));
        Modify(node, scope, fields, deciding);
        return fields;
    }

    private static IReadOnlyList<Field> Both(IReadOnlyList<Field> left, IReadOnlyList<Field> right) =>
        [.. left.Zip(right, (one, other) => one with { From = [.. one.From, .. other.From] })];

    private IReadOnlyList<Field> Recursive(
        JsonElement node, Scope? outer, IReadOnlyDictionary<string, IReadOnlyList<Field>> tables, HashSet<TableColumn> deciding)
    {
        var fields = Query(Child(node, "left"), outer, tables, deciding);
        while (true)
        {
            var own = new Dictionary<string, IReadOnlyList<Field>>(tables, StringComparer.OrdinalIgnoreCase)
            {
                [node.Text("cte_name")] = Renamed(fields, node.Texts("aliases")),
            };
            var right = Query(Child(node, "right"), outer, own, deciding);
            var next = right.Count == fields.Count ? Both(fields, right) : throw new UnknownOriginException();
            if (next.Zip(fields).All(pair => pair.First.From.SetEquals(pair.Second.From)))
            {
                return fields;
            }

            fields = next;
        }
    }

    private IReadOnlyList<Field> Select(
        JsonElement node, Scope? outer, IReadOnlyDictionary<string, IReadOnlyList<Field>> tables, HashSet<TableColumn> deciding)
    {
        var scope = new Scope(outer, tables);
        From(Child(node, "from_table"), scope, deciding);
        foreach (var item in node.Items("select_list"))
        {
            scope.Aliases.AddRange(item.Text("class") == "STAR" ? Star(item, scope) : [Column(item, scope)]);
        }

        var fields = scope.Aliases.ToArray();
        foreach (var part in new[] { "where_clause", "having", "qualify" })
        {
            deciding.UnionWith(node.Child(part) is { } condition ? Expression(condition, scope, []) : []);
        }

        foreach (var group in node.Items("group_expressions"))
        {
            deciding.UnionWith(Key(group, scope, fields));
        }

        deciding.UnionWith(node.Text("aggregate_handling") == "STANDARD_HANDLING" ? [] : fields.SelectMany(field => field.From));
        Modify(node, scope, fields, deciding);
        return fields;
    }

    /// <summary>One column of a SELECT. Of a struct, UNNEST makes as many as it has fields.</summary>
    private Field Column(JsonElement item, Scope scope)
    {
        if (item.Text("function_name").Equals("unnest", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnknownOriginException();
        }

        var name = item.Text("alias") is { Length: > 0 } alias ? alias
            : item.Text("class") == "COLUMN_REF" ? item.Texts("column_names")[^1] : null;
        return new Field(name, Expression(item, scope, []));
    }

    private IEnumerable<Field> Star(JsonElement star, Scope scope)
    {
        if (star.Is("columns") || star.Child("expr") is not null || star.Items("qualified_exclude_list").Count > 0)
        {
            throw new UnknownOriginException();
        }

        var table = star.Text("relation_name");
        var merged = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var left = star.Texts("exclude_list").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var replaced = star.Items("replace_list").ToDictionary(
            entry => entry.Text("key"), entry => Child(entry, "value"), StringComparer.OrdinalIgnoreCase);
        var renamed = star.Items("rename_list").ToDictionary(
            entry => Child(entry, "key").Text("column"), entry => entry.Text("value"), StringComparer.OrdinalIgnoreCase);
        var fields = new List<Field>();
        foreach (var relation in scope.Relations.Where(relation => table.Length == 0 || relation.Is(table)))
        {
            foreach (var field in relation.OpenFrom is null ? relation.Fields : throw new UnknownOriginException())
            {
                if (field.Name is not { } name)
                {
                    fields.Add(field);
                }
                else if (!left.Contains(name) && (table.Length > 0 || !scope.Merged.Contains(name) || merged.Add(name)))
                {
                    var from = replaced.TryGetValue(name, out var expression) ? Expression(expression, scope, [])
                        : scope.Merged.Contains(name) ? scope.Resolve([name]) : field.From;
                    fields.Add(new Field(renamed.GetValueOrDefault(name, name), from));
                }
            }
        }

        return fields.Count > 0 ? fields : throw new UnknownOriginException();
    }

    /// <summary>DISTINCT, ORDER BY and LIMIT.</summary>
    private void Modify(JsonElement node, Scope scope, IReadOnlyList<Field> fields, HashSet<TableColumn> deciding)
    {
        foreach (var modifier in node.Items("modifiers"))
        {
            var keys = modifier.Items("distinct_on_targets").Concat(modifier.Items("orders").Select(order => Child(order, "expression")))
                .ToArray();
            deciding.UnionWith(modifier.Text("type") switch
            {
                "DISTINCT_MODIFIER" when keys.Length == 0 => fields.SelectMany(field => field.From),
                "DISTINCT_MODIFIER" or "ORDER_MODIFIER" => keys.SelectMany(key => Key(key, scope, fields)),
                _ => new[] { "limit", "offset" }.Select(part => modifier.Child(part)).OfType<JsonElement>()
                    .SelectMany(part => Expression(part, scope, [])),
            });
        }
    }

    /// <summary>What a group or an order is by: an expression, all columns (*), or the number of a column.</summary>
    private IEnumerable<TableColumn> Key(JsonElement key, Scope scope, IReadOnlyList<Field> fields) => key.Text("class") switch
    {
        "STAR" or "CONSTANT" => fields.SelectMany(field => field.From),
        _ => Expression(key, scope, []),
    };

    private void From(JsonElement table, Scope scope, HashSet<TableColumn> deciding)
    {
        var (alias, names) = (table.Text("alias"), table.Texts("column_name_alias"));
        switch (table.Text("type"))
        {
            case "EMPTY":
                break;
            case "BASE_TABLE" when (table.Text("schema_name").Length > 0 ? database : scope.Tables)
                .TryGetValue(table.Text("table_name"), out var fields):
                scope.Relations.Add(new Relation(alias.Length > 0 ? alias : table.Text("table_name"), Renamed(fields, names)));
                break;
            case "SUBQUERY":
                scope.Relations.Add(new Relation(alias, Renamed(Query(Node(table, "subquery"), scope, scope.Tables, deciding), names)));
                break;
            case "JOIN":
                Join(table, scope, deciding);
                break;
            case "EXPRESSION_LIST" when table.Items("values") is [var first, ..]:
                var values = table.Items("values").Select(row => row.EnumerateArray().ToArray()).ToArray();
                var columns = Enumerable.Range(0, first.GetArrayLength()).Select(at => new Field(
                    $"col{at}", [.. values.SelectMany(row => Expression(row[at], scope, []))]));
                scope.Relations.Add(new Relation(alias, Renamed([.. columns], names)));
                break;
            case "TABLE_FUNCTION" when Child(table, "function") is var function
                && function.Text("function_name").ToLowerInvariant() is "unnest" or "range" or "generate_series":
                scope.Relations.Add(new Relation(alias, [], Expression(function, scope, [])));
                break;
            default:
                throw new UnknownOriginException();
        }
    }

    private void Join(JsonElement join, Scope scope, HashSet<TableColumn> deciding)
    {
        From(Child(join, "left"), scope, deciding);
        var left = scope.Relations.Count;
        From(Child(join, "right"), scope, deciding);
        bool Has(IEnumerable<Relation> relations, string name) => relations.Any(one => one.Fields.Any(field => field.Is(name)));
        string[] same = join.Text("ref_type") != "NATURAL" ? [.. join.Texts("using_columns")]
            : [.. scope.Relations.Take(left).SelectMany(one => one.Fields).Select(field => field.Name).OfType<string>()
                .Where(name => Has(scope.Relations.Skip(left), name))];
        deciding.UnionWith(same.SelectMany(name => scope.Resolve([name])));
        deciding.UnionWith(join.Child("condition") is { } condition ? Expression(condition, scope, []) : []);
        if (join.Text("join_type") is "SEMI" or "ANTI")
        {
            scope.Relations.RemoveRange(left, scope.Relations.Count - left);
        }
        else
        {
            scope.Merged.UnionWith(same);
        }
    }

    /// <summary>The columns that an expression's value is made of; <paramref name="own"/> are the parameters of a function in it.</summary>
    private HashSet<TableColumn> Expression(JsonElement node, Scope scope, HashSet<string> own)
    {
        var from = new HashSet<TableColumn>();
        switch (node.Text("class"))
        {
            case "COLUMN_REF" when own.Contains(node.Texts("column_names")[0]):
                from.UnionWith(node.Texts("column_names") is { Count: > 1 } names ? scope.Find(names) ?? [] : []);
                break;
            case "CONSTANT":
                break;
            case "COLUMN_REF":
                from.UnionWith(scope.Resolve(node.Texts("column_names")));
                break;
            case "SUBQUERY":
                from.UnionWith(Query(Node(node, "subquery"), scope, scope.Tables, from).SelectMany(field => field.From));
                from.UnionWith(node.Child("child") is { } child ? Expression(child, scope, own) : []);
                break;
            case "LAMBDA":
                // "a -> b" is a function of a parameter, or a part of JSON: then a is a column.
                var parameters = References(Child(node, "lhs")).ToArray();
                from.UnionWith(parameters.SelectMany(parameter => scope.Find(parameter) ?? []));
                from.UnionWith(Expression(Child(node, "expr"), scope, [.. own, .. parameters.Select(parameter => parameter[0])]));
                break;
            case "FUNCTION" or "WINDOW" or "CASE" or "CAST" or "COMPARISON" or "CONJUNCTION" or "OPERATOR" or "BETWEEN" or "COLLATE":
                // "mail.lower()" is the function lower of a schema mail, as far as the syntax goes.
                string[] place = [.. new[] { node.Text("catalog"), node.Text("schema") }.Where(part => part.Length > 0)];
                from.UnionWith(
                    place.Length == 0 ? [] : place is ["main"] or ["system", "main"] ? scope.Find(place) ?? [] : scope.Resolve(place));
                from.UnionWith(Parts(node).SelectMany(part => Expression(part, scope, own)));
                break;
            default:
                throw new UnknownOriginException();
        }

        return from;
    }

    /// <summary>The expressions right below one, wherever they stand.</summary>
    private static IEnumerable<JsonElement> Parts(JsonElement node)
    {
        var below = node.ValueKind switch
        {
            JsonValueKind.Object => node.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array => node.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return below.SelectMany(part => part.ValueKind == JsonValueKind.Object && part.Text("class").Length > 0 ? [part] : Parts(part));
    }

    private static IEnumerable<IReadOnlyList<string>> References(JsonElement node) => node.Text("class") switch
    {
        "COLUMN_REF" => [node.Texts("column_names")],
        "SUBQUERY" => throw new UnknownOriginException(),
        _ => Parts(node).SelectMany(References),
    };

    private static IReadOnlyList<Field> Renamed(IReadOnlyList<Field> fields, IReadOnlyList<string> names) =>
        [.. fields.Select((field, at) => at < names.Count ? field with { Name = names[at] } : field)];

    private static JsonElement Child(JsonElement node, string key) => node.Child(key) ?? throw new UnknownOriginException();

    private static JsonElement Node(JsonElement node, string key) => Child(Child(node, key), "node");
}
