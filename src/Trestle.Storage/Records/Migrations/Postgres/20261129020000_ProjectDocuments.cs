using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Trestle.Storage.Records.Migrations.Postgres
{
    /// <summary>Documents belong to a project, so that several projects can share a database.</summary>
    [DbContext(typeof(PostgresRecordContext))]
    [Migration("20261129020000_ProjectDocuments")]
    public partial class ProjectDocuments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Documents_Kind_Name", table: "Documents");
            migrationBuilder.AddColumn<string>(name: "Project", table: "Documents", type: "text", nullable: false, defaultValue: "");
            migrationBuilder.CreateIndex(
                name: "IX_Documents_Project_Kind_Name", table: "Documents", columns: new[] { "Project", "Kind", "Name" }, unique: true);

            // Where one project alone has used the database, everything in it is that project's.
            migrationBuilder.Sql(
                "UPDATE \"Documents\" SET \"Project\" = (SELECT MIN(\"Project\") FROM \"Runs\") "
                    + "WHERE (SELECT COUNT(DISTINCT \"Project\") FROM \"Runs\") = 1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Documents_Project_Kind_Name", table: "Documents");
            migrationBuilder.DropColumn(name: "Project", table: "Documents");
            migrationBuilder.CreateIndex(
                name: "IX_Documents_Kind_Name", table: "Documents", columns: new[] { "Kind", "Name" }, unique: true);
        }
    }
}
